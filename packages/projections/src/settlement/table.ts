import { bigint, date, index, integer, numeric, text } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Settlement runs. Shares in whole units, money in 1/10 000 USD. */
export const settlementRuns = readModels.table(
  'settlement_runs',
  {
    runId: text().primaryKey(),
    counterparty: name(),
    settlementDate: day(),
    run: integer().notNull(),
    /** STARTED or COMPLETED. */
    status: name(),
    /** Trades before this commit position are in it. */
    cutoff: int8(),
    startedAt: int8(),
    completedAt: int8(),
    lines: integer().notNull(),
    late: integer().notNull(),
    delivered: sum(),
    paid: sum(),
    fees: sum(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('cutoff').on(columns.cutoff)],
);

export type SettlementRunRow = typeof settlementRuns.$inferSelect;

/** What one participant was to receive or deliver of an instrument in a run, and what became of it. */
export const settlementLines = readModels.table(
  'settlement_lines',
  {
    /** `<run>/<participant>/<instrument>` */
    lineId: text().primaryKey(),
    runId: name(),
    settlementDate: day(),
    /** An account, or `@` and a venue. */
    participant: name(),
    instrumentId: name(),
    /** INSTRUCTED, SETTLED, PARTIALLY_SETTLED, FAILED or BOUGHT_IN. */
    status: name(),
    /** To receive; below zero: to deliver. */
    quantity: sum(),
    /** Money to receive for it; below zero: to pay. */
    amount: sum(),
    fees: sum(),
    /** What changed hands, and the money for it. */
    settledQuantity: sum(),
    settledAmount: sum(),
    /** Money that moved because late shares were priced anew. */
    marked: sum(),
    late: sum(),
    lateAmount: sum(),
    mark: bigint({ mode: 'bigint' }),
    failingSince: date({ mode: 'string' }),
    reason: text(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('run').on(columns.runId, columns.lineId),
    index('participant').on(columns.participant, columns.position.desc()),
  ],
);

export type SettlementLineRow = typeof settlementLines.$inferSelect;

/** What custodians outside were told to deliver, and what they have answered. */
export const settlementInstructions = readModels.table(
  'settlement_instructions',
  {
    /** `<run>.<part>.<place in it>` */
    instructionId: text().primaryKey(),
    runId: name(),
    settlementDate: day(),
    /** Whose shares are to be delivered. */
    participant: name(),
    instrumentId: name(),
    /** Shares to deliver, against so much money: below zero it is paid with them. */
    quantity: sum(),
    amount: sum(),
    /** INSTRUCTED or CONFIRMED. */
    status: name(),
    /** What the custodian has delivered, how it calls that, and when it was brought; null and 0 before. */
    confirmed: numeric({ mode: 'bigint', precision: 38, scale: 0 }),
    reference: text(),
    confirmedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('run').on(columns.runId, columns.instructionId)],
);

export type SettlementInstructionRow = typeof settlementInstructions.$inferSelect;

/** How far each participant has settled each instrument. */
export const settledPositions = readModels.table('settled_positions', {
  /** `<participant>/<instrument>` */
  settledId: text().primaryKey(),
  participant: name(),
  instrumentId: name(),
  /** The last run after which nothing was late: all trades in it are settled. */
  settledRunId: text(),
  /** Still to receive; below zero: to deliver. */
  late: sum(),
  lateAmount: sum(),
  failingSince: date({ mode: 'string' }),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type SettledPositionRow = typeof settledPositions.$inferSelect;
