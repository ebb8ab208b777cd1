import { index, integer, text } from 'drizzle-orm/pg-core';
import { day, int8, name, sum } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** What each account of the ledger was debited and credited on a day, of each commodity. */
export const ledgerDays = readModels.table(
  'ledger_days',
  {
    /** `<day>/<owner>/<account>/<commodity>` */
    entryId: text().primaryKey(),
    day: day(),
    /** An account here, `@` and a venue, `+house` or `+outside`. */
    owner: name(),
    account: name(),
    /** USD in 1/10 000, or an instrument in whole units. */
    commodity: name(),
    debits: sum(),
    credits: sum(),
    /** Lines of journals. */
    lines: integer().notNull(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('owner').on(columns.owner, columns.day)],
);

export type LedgerDayRow = typeof ledgerDays.$inferSelect;
