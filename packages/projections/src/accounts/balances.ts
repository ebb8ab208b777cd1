import type { Money } from '@bellwether/domain';
import { eq, sql as raw } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type { Changed, FollowedRows } from '../read-model/followed-rows.ts';
import { checkpointOf, inForce } from '../read-model/followed-table.ts';
import { marketDay } from '../sessions/read.ts';
import { checkpoints } from '../stores/postgres/checkpoints.ts';
import { heldOnDay } from './holds.ts';
import { unsettledOn } from './proceeds.ts';
import { accounts, type AccountRow } from './table.ts';

/** An account with what its cash is made of, as of the market's day. 1/10 000 USD. */
export interface AccountBalances extends AccountRow {
  /** Cash that is not held back for open orders. */
  readonly available: Money;
  /** Cash less what has not arrived; below zero where unsettled proceeds were spent. */
  readonly settled: Money;
  /** What sales brought and arrives after the market's day (T+1: SEC Rule 15c6-1). */
  readonly unsettled: Money;
  /** Deposits that a bank may take back on the market's day: they may be traded with, and are not paid out. */
  readonly uncollected: Money;
  /** The last day on which the market's session has begun; null before the first. */
  readonly marketDay: string | null;
}

/** @param day the market's, as facts tell it, `2026-11-20`: no clock has a say in what has settled. */
export function balancesOf(row: AccountRow, day: string | null): AccountBalances {
  const unsettled = unsettledOn(row.proceeds, day ?? undefined);
  const { cash, reserved } = row;
  return {
    ...row,
    available: cash - reserved,
    settled: cash - unsettled,
    unsettled,
    uncollected: heldOnDay(row.holds, day ?? undefined),
    marketDay: day,
  };
}

/** Cash and balances of an account; undefined where there is none. */
export async function findAccount(
  db: PostgresJsDatabase,
  accountId: string,
): Promise<AccountBalances | undefined> {
  const [found] = await db
    .select({ account: accounts, day: raw<string | null>`(${marketDay()})` })
    .from(accounts)
    .where(eq(accounts.accountId, accountId));
  return found && balancesOf(found.account, found.day);
}

/** The cash of an account: one row, or none. A new day of the market changes what has settled, and no position. */
export function followAccount(
  db: PostgresJsDatabase,
  accountId: string,
): FollowedRows<AccountBalances> {
  const read = async (): Promise<Changed<AccountBalances>> => {
    const [found] = await db
      .select({
        checkpoint: checkpoints,
        account: accounts,
        day: raw<string | null>`(${marketDay()})`,
      })
      .from(checkpoints)
      .leftJoin(accounts, eq(accounts.accountId, accountId))
      .where(inForce('accounts'));
    if (found === undefined) throw new TypeError('no build of accounts is in force');
    const { checkpoint, account, day } = found;
    return {
      ...checkpointOf(checkpoint),
      key: day ?? undefined,
      rows: account === null ? [] : [balancesOf(account, day)],
    };
  };
  return {
    snapshot: read,
    after: async (place) => {
      const { rows, ...found } = await read();
      const isOtherwise = (row: AccountBalances): boolean =>
        row.position > place.position || found.key !== place.key;
      return { ...found, rows: rows.filter(isOtherwise) };
    },
    keys: /^\d{4}-\d{2}-\d{2}$/,
    placeOf: (row) => ({ position: row.position, key: row.marketDay ?? undefined }),
  };
}
