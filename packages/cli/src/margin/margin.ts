import type { AccountId } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import {
  callsText,
  conductText,
  standingText,
  type CallRow,
  type ConductAnswer,
  type StandingAnswer,
} from './texts.ts';

/** Calls of an account that are shown: the latest. */
const SHOWN = 20;

type OfAccount = InstallationOptions & { readonly account: string };

/** Prints margin calls. @throws CommandFailure */
export async function listCalls(
  options: InstallationOptions & { readonly open?: boolean },
): Promise<void> {
  const rows = await allRows<CallRow>('margin.calls', {}, options);
  const shown =
    options.open === true
      ? rows.filter(({ status }) => status === 'OPEN' || status === 'LIQUIDATING')
      : rows;
  report(shown, options.json === true, callsText);
}

/** Prints where an account stands, and its calls. @throws CommandFailure where there is no such account. */
export async function showAccount(options: OfAccount): Promise<void> {
  const { account: accountId } = options;
  const standing = (await answerTo(
    'portfolio.get',
    { accountId, first: 1 },
    options,
  )) as StandingAnswer | null;
  if (standing === null) throw new CommandFailure(`there is no account ${accountId}`);
  const { rows: calls } = (await answerTo(
    'margin.of-account',
    { accountId, first: SHOWN },
    options,
  )) as { readonly rows: readonly CallRow[] };
  report({ standing, calls }, options.json === true, (told) =>
    [standingText(told.standing), callsText(told.calls)].join('\n\n'),
  );
}

/** Prints what a cash account did that it may not. @throws CommandFailure where there is no such account. */
export async function showConduct(options: OfAccount): Promise<void> {
  const { account: accountId } = options;
  const conduct = (await answerTo(
    'margin.conduct',
    { accountId },
    options,
  )) as ConductAnswer | null;
  if (conduct === null) throw new CommandFailure(`there is no account ${accountId}`);
  report(conduct, options.json === true, conductText);
}

/** @throws CommandFailure where it is refused. */
export function checkAccount({ account, ...options }: OfAccount): Promise<void> {
  const data = { accountId: account as AccountId };
  return sent({ type: 'RequestMarginCheck', data }, options);
}
