import { index, jsonb, text } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** What an account was charged on a day by kind, 1/10 000 USD; what goes back is booked on the day on which it does. */
export const chargedFees = readModels.table(
  'charged_fees',
  {
    /** `<account>/<day>`. */
    id: text().primaryKey(),
    accountId: name(),
    day: day(),
    commission: sum(),
    section31: sum(),
    taf: sum(),
    /** Below zero: rebates. */
    venue: sum(),
    orf: sum(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('account').on(columns.accountId, columns.day.desc()),
    index('day').on(columns.day.desc()),
  ],
);

export type ChargedFeesRow = typeof chargedFees.$inferSelect;

/** What accounts and venues are charged by, as it is now. */
export const feeSchedules = readModels.table('fee_schedules', {
  /** `account/<account>` or `venue/<MIC>`; our own book is `venue/OWN`. */
  id: text().primaryKey(),
  /** Schedules by product, as the command set them. */
  schedules: jsonb().notNull(),
  setAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

export type FeeScheduleRow = typeof feeSchedules.$inferSelect;
