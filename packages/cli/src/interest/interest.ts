import { parseDate } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import {
  accruedText,
  closingsText,
  postingsText,
  ratesText,
  type AccruedAnswer,
  type ClosingRow,
  type PostingRow,
  type RateRow,
} from './texts.ts';

/** Prints rates and what is paid, of all accounts or of one. @throws CommandFailure where there is no such account. */
export async function showInterest(
  options: InstallationOptions & { readonly account?: string },
): Promise<void> {
  const { account: accountId } = options;
  const isJson = options.json === true;
  const { rows: rates } = (await answerTo('interest.rates', {}, options)) as {
    readonly rows: readonly RateRow[];
  };
  if (accountId === undefined) {
    const closings = await allRows<ClosingRow>('interest.closings', {}, options);
    return report({ rates, closings }, isJson, (told) =>
      [ratesText(told.rates), closingsText(told.closings)].join('\n\n'),
    );
  }
  const accrued = (await answerTo(
    'interest.accrued',
    { accountId },
    options,
  )) as AccruedAnswer | null;
  if (accrued === null) throw new CommandFailure(`there is no account ${accountId}`);
  const postings = await allRows<PostingRow>('interest.of-account', { accountId }, options);
  report({ rates, accrued, postings }, isJson, (told) =>
    [ratesText(told.rates), accruedText(told.accrued), postingsText(told.postings)].join('\n\n'),
  );
}

/** @throws CommandFailure where it is refused. */
export function setRates(
  options: InstallationOptions & {
    readonly from: string;
    readonly credit: number;
    readonly debit: number;
  },
): Promise<void> {
  const { credit: creditBasisPoints, debit: debitBasisPoints } = options;
  const from = parseDate(options.from);
  const data = { currency: 'USD', from, creditBasisPoints, debitBasisPoints } as const;
  return sent({ type: 'SetInterestRates', data }, options);
}
