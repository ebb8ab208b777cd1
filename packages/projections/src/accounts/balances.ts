import type { Money } from '@bellwether/domain';
import { sql as raw, type SQL } from 'drizzle-orm';
import { unsettledOn } from './proceeds.ts';
import type { AccountRow } from './table.ts';
import { marketSessions } from '../sessions/table.ts';

/** An account with what its cash is made of, as of the market's day. 1/10 000 USD. */
export interface AccountBalances extends AccountRow {
  /** Cash that is not held back for open orders. */
  readonly available: Money;
  /** Cash less what has not arrived; below zero where unsettled proceeds were spent. */
  readonly settled: Money;
  /** What sales brought and arrives after the market's day (T+1: SEC Rule 15c6-1). */
  readonly unsettled: Money;
  /** The last day on which the market's session has begun; null before the first. */
  readonly marketDay: string | null;
}

/** @param marketDay as facts tell it, `2026-11-20`: no clock has a say in what has settled. */
export function balancesOf(row: AccountRow, marketDay: string | null): AccountBalances {
  const unsettled = unsettledOn(row.proceeds, marketDay ?? undefined);
  const { cash, reserved } = row;
  return { ...row, available: cash - reserved, settled: cash - unsettled, unsettled, marketDay };
}

/** The market's day in SQL: the last on which its session has begun; null before the first. */
export function marketDay(): SQL {
  const { sessionDate, begun } = marketSessions;
  return raw`select max(${sessionDate}) from ${marketSessions} where ${begun}`;
}
