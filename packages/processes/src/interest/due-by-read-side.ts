import { formatDate, type AccountId, type CivilDate } from '@bellwether/domain';
import { allRowsBy } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import { readSide } from '../runtime/read-side.ts';

/** How long the read side may take for a page of five hundred accounts, ms. */
const ANSWER_MAX_MS = 30_000;

/** What an account is paid; below zero: it owes that. 1/10 000 USD. */
interface DueInterest {
  readonly accountId: AccountId;
  readonly amount: bigint;
}

/** The interest of all accounts for a span of days. @param after commit position that the answer must know. */
export type InterestFor = (
  from: CivilDate,
  through: CivilDate,
  after: bigint,
) => Promise<readonly DueInterest[]>;

interface Told {
  readonly accountId: AccountId;
  readonly amount: string;
}

/** Asks the read side. @throws as `Ask` does */
export function interestByReadSide(nats: NatsConnection): InterestFor {
  const ask = readSide(nats, ANSWER_MAX_MS);
  return async (from, through, after) => {
    const span = { from: formatDate(from), through: formatDate(through) };
    const input = { ...span, after: `${after}` };
    const rows = await allRowsBy<Told>(ask, 'interest.due', input);
    return rows.map(({ accountId, amount }) => ({ accountId, amount: BigInt(amount) }));
  };
}
