import { index, integer, text } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** What the house pays for cash and takes for debts, from a day on; 1/10 000 a year. */
export const interestRates = readModels.table('interest_rates', {
  /** `<currency>/<first day>` */
  rateId: text().primaryKey(),
  currency: name(),
  since: day(),
  creditBasisPoints: integer().notNull(),
  debitBasisPoints: integer().notNull(),
  position: int8(),
});

/** Spans of days whose interest is booked for all accounts. */
export const interestClosings = readModels.table('interest_closings', {
  /** `<currency>/<last day>` */
  closingId: text().primaryKey(),
  currency: name(),
  through: day(),
  accounts: integer().notNull(),
  /** To accounts, and by them; 1/10 000 USD. */
  paid: sum(),
  owed: sum(),
  at: int8(),
  position: int8(),
});

/** Interest that accounts were paid, or owe where it is below zero; 1/10 000 USD. */
export const interestPostings = readModels.table(
  'interest_postings',
  {
    /** `<account>/<last day>` */
    postingId: text().primaryKey(),
    accountId: name(),
    through: day(),
    amount: int8(),
    at: int8(),
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId, columns.position)],
);

export type InterestRateRow = typeof interestRates.$inferSelect;
export type InterestClosingRow = typeof interestClosings.$inferSelect;
export type InterestPostingRow = typeof interestPostings.$inferSelect;
