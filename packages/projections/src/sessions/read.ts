import { eq, sql as raw, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { marketSessions, type MarketSessionRow } from './table.ts';

/** The market's day in SQL: the last on which its session has begun; null before the first. */
export function marketDay(): SQL {
  const { sessionDate, begun } = marketSessions;
  return raw`select max(${sessionDate}) from ${marketSessions} where ${begun}`;
}

/** The session of the market's day: the last that has begun; undefined before the first. */
export async function findMarketSession(
  db: PostgresJsDatabase,
): Promise<MarketSessionRow | undefined> {
  const [row] = await db
    .select()
    .from(marketSessions)
    .where(eq(marketSessions.sessionDate, raw`(${marketDay()})`));
  return row;
}
