import { index, integer, text } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Statements that our ledger was held against. */
export const reconciliations = readModels.table('reconciliations', {
  statementId: text().primaryKey(),
  /** At the end of which day both were compared. */
  asOf: day(),
  /** Of the statement as it came, hex. */
  sha256: name(),
  /** Owners and commodities that either side has, and how many are the same. */
  items: integer().notNull(),
  matched: integer().notNull(),
  breaks: integer().notNull(),
  /** Of them, how many are not over. */
  open: integer().notNull(),
  /** Who compared. */
  principal: name(),
  recordedAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type ReconciliationRow = typeof reconciliations.$inferSelect;

/** Differences between our ledger and statements. */
export const reconciliationBreaks = readModels.table(
  'reconciliation_breaks',
  {
    /** `<statement>/<number>` */
    breakId: text().primaryKey(),
    statementId: name(),
    number: integer().notNull(),
    asOf: day(),
    /** MISSING_OURS, MISSING_THEIRS, QUANTITY, CASH or DUPLICATE. */
    breakKind: name(),
    owner: name(),
    /** USD in 1/10 000, or an instrument in whole units. */
    commodity: name(),
    ours: sum(),
    theirs: sum(),
    /** OPEN, EXPLAINED or RESOLVED. */
    status: name(),
    /** What was said last, by whom and when; 0 and null before. */
    note: text(),
    actor: text(),
    changedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('statement').on(columns.statementId, columns.number),
    index('status').on(columns.status, columns.breakId),
  ],
);

export type ReconciliationBreakRow = typeof reconciliationBreaks.$inferSelect;
