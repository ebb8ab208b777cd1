import { boolean, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** The market's days, with the phase that each is in. */
export const marketSessions = readModels.table('market_sessions', {
  /** Trading day, `2026-11-20`. */
  sessionDate: text().primaryKey(),
  opensAt: int8(),
  closesAt: int8(),
  earlyClose: boolean().notNull(),
  /** CLOSED before the first phase and after the last. */
  phase: name(),
  /** Whether the day has begun: from PRE_OPEN on it is the market's day, and what was due by it has settled. */
  begun: boolean().notNull(),
  /** Whether new orders are refused. */
  killSwitch: boolean().notNull(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type MarketSessionRow = typeof marketSessions.$inferSelect;
