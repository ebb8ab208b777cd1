import { formatDate, parseDate, type AccountId, type CommandId } from '@bellwether/domain';
import type { NatsConnection } from 'nats';
import type { MakeReport, ToCorrect, TradedOn } from './report-maker.ts';

/** How long the read side may take for one report, ms. */
const ANSWER_MAX_MS = 60_000;

/** Accounts of one answer. */
const PAGE_MAX = 500;

interface TradedPage {
  readonly rows: readonly { readonly accountId: AccountId }[];
  readonly next?: string;
}

interface Answer {
  readonly inputsPosition?: string;
  readonly sha256?: string;
  readonly bytes?: number;
  readonly code?: string;
  readonly message?: string;
}

/** Has reports made by the read side, as `processes`. */
export function madeByReadSide(nats: NatsConnection): MakeReport {
  return async ({ accountId, kind, from, to, replaces }, after) => {
    const days = { from: formatDate(from), to: formatDate(to) };
    const input = JSON.stringify({ accountId, kind, ...days, replaces, after: `${after}` });
    const reply = await nats.request('qry.report.data.processes', input, {
      timeout: ANSWER_MAX_MS,
    });
    const answer = reply.json<Answer | null>();
    const { inputsPosition, sha256, bytes, code = 'NOTHING', message = '' } = answer ?? {};
    if (inputsPosition === undefined || sha256 === undefined || bytes === undefined)
      throw new Error(`the read side does not make the report: ${code} ${message}`);
    return { inputsPosition: BigInt(inputsPosition), sha256, bytes };
  };
}

/** Asks the read side who traded on a day, as `processes`. @throws Error where it does not answer. */
export function tradedByReadSide(nats: NatsConnection): TradedOn {
  return async (day) => {
    const accounts: AccountId[] = [];
    let cursor: string | undefined;
    do {
      const input = { day: formatDate(day), first: PAGE_MAX, ...(cursor && { cursor }) };
      const reply = await nats.request('qry.report.traded.processes', JSON.stringify(input), {
        timeout: ANSWER_MAX_MS,
      });
      const page = reply.json<Partial<TradedPage> | null>();
      if (page?.rows === undefined)
        throw new Error(`the read side does not say who traded: ${JSON.stringify(page)}`);
      accounts.push(...page.rows.map(({ accountId }) => accountId));
      cursor = page.next;
    } while (cursor !== undefined);
    return accounts;
  };
}

/** Asks the read side which confirmations say what is not so any more, as `processes`. @throws Error where it does not answer. */
export function toCorrectByReadSide(nats: NatsConnection): ToCorrect {
  return async () => {
    const reply = await nats.request('qry.report.to-correct.processes', '{}', {
      timeout: ANSWER_MAX_MS,
    });
    const { rows } = reply.json<{ rows?: readonly ConfirmedWrongly[] } | null>() ?? {};
    if (rows === undefined) throw new Error('the read side does not say what is to be corrected');
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
