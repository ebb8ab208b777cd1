import { formatDate, parseDate, type AccountId, type CommandId } from '@bellwether/domain';
import { allRowsBy } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { readSide } from '../runtime/read-side.ts';
import type { MakeReport, ToCorrect, TradedOn } from './report-maker.ts';

/** How long the read side may take for one report, ms. */
const ANSWER_MAX_MS = 60_000;
/** Accounts of one answer. */
const PAGE_MAX = 500;

/** Has reports made by the read side. @throws as `Ask` does */
export function madeByReadSide(nats: NatsConnection): MakeReport {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return async ({ accountId, kind, from, to, replaces }, after) => {
    const days = { from: formatDate(from), to: formatDate(to) };
    const input = { accountId, kind, ...days, replaces, after: `${after}` };
    const { inputsPosition, sha256, bytes } = await ask<{
      readonly inputsPosition: string;
      readonly sha256: string;
      readonly bytes: number;
    }>('report.data', input);
    return { inputsPosition: BigInt(inputsPosition), sha256, bytes };
  };
}

/** Asks the read side who traded on a day. @throws as `Ask` does */
export function tradedByReadSide(nats: NatsConnection): TradedOn {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return async (day) => {
    const input = { day: formatDate(day), first: PAGE_MAX };
    const rows = await allRowsBy<{ accountId: AccountId }>(ask, 'report.traded', input);
    return rows.map(({ accountId }) => accountId);
  };
}

/** Asks the read side which confirmations say what is not so any more. @throws as `Ask` does */
export function toCorrectByReadSide(nats: NatsConnection): ToCorrect {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return async () => {
    const { rows } = await ask<{ readonly rows: readonly ConfirmedWrongly[] }>(
      'report.to-correct',
      {},
    );
    return rows.map(({ accountId, day, reportId }) => ({
      accountId,
      day: parseDate(day),
      reportId,
    }));
  };
}

interface ConfirmedWrongly {
  readonly accountId: AccountId;
  readonly day: string;
  readonly reportId: CommandId;
}
