import { parseDecimal, type AccountId, type InstrumentId } from '@bellwether/domain';
import { CommandFailure } from '../command-line/exit.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { allRows } from '../messages/all-rows.ts';
import { answerTo } from '../messages/answer-to.ts';
import { sent } from '../messages/sent.ts';
import { report } from '../output/report.ts';
import {
  effectsText,
  expirationsText,
  requestsText,
  variationsText,
  type EffectRow,
  type ExpirationRow,
  type RequestRow,
  type VariationRow,
} from './texts.ts';

/** Rows of an account that are shown: the latest. */
const SHOWN = 50;

type OfAccount = InstallationOptions & { readonly account: string };

/** Prints exercises and expirations. @throws CommandFailure */
export async function listExpirations(
  options: InstallationOptions & { readonly instrument?: string },
): Promise<void> {
  const { instrument: instrumentId } = options;
  const input = instrumentId === undefined ? {} : { instrumentId };
  const rows = await allRows<ExpirationRow>('expiration.list', input, options);
  report(rows, options.json === true, expirationsText);
}

/** Prints what one did. @throws CommandFailure where there is no such one. */
export async function showExpiration(
  expirationId: string,
  options: InstallationOptions,
): Promise<void> {
  const rows = await allRows<EffectRow>('expiration.effects', { expirationId }, options);
  if (rows.length === 0) {
    const known = await allRows<ExpirationRow>('expiration.list', {}, options);
    if (!known.some((one) => one.expirationId === expirationId))
      throw new CommandFailure(`there is no expiration ${expirationId}`);
  }
  report(rows, options.json === true, effectsText);
}

/** Prints what an account has asked for, and what became of its contracts. @throws CommandFailure */
export async function showAccount(options: OfAccount): Promise<void> {
  const input = { accountId: options.account, first: SHOWN };
  const rows = async <Row>(question: string): Promise<readonly Row[]> =>
    ((await answerTo(question, input, options)) as { readonly rows: readonly Row[] }).rows;
  const requests = await rows<RequestRow>('expiration.requests');
  const effects = await rows<EffectRow>('expiration.of-account');
  const variations = await rows<VariationRow>('expiration.variations');
  report({ requests, effects, variations }, options.json === true, (told) =>
    [requestsText(told.requests), effectsText(told.effects), variationsText(told.variations)].join(
      '\n\n',
    ),
  );
}

/** @throws CommandFailure where it is refused. */
export function exercise(option: string, contracts: bigint, options: OfAccount): Promise<void> {
  return sent({ type: 'ExerciseOption', data: { ...named(option, options), contracts } }, options);
}

/** @throws CommandFailure where it is refused. */
export function instruct(
  option: string,
  contracts: bigint | undefined,
  options: OfAccount,
): Promise<void> {
  const how = contracts === undefined ? {} : { contracts };
  return sent({ type: 'InstructExpiration', data: { ...named(option, options), ...how } }, options);
}

/** Does what the calendar does. @throws CommandFailure where it is refused. */
export function expire(
  instrument: string,
  options: InstallationOptions & { readonly price?: string },
): Promise<void> {
  const price = options.price === undefined ? {} : { settlementPrice: parseDecimal(options.price) };
  const data = { instrumentId: instrument as InstrumentId, ...price };
  return sent({ type: 'ApplyExpiration', data }, options);
}

function named(option: string, { account }: OfAccount) {
  return { instrumentId: option as InstrumentId, accountId: account as AccountId };
}
