import { index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { day, id, int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Reports that were asked for, and what each came to. */
export const reports = readModels.table(
  'reports',
  {
    reportId: id().primaryKey(),
    accountId: name(),
    /** STATEMENT, PERFORMANCE, GAINS, ACTIVITY or CONFIRMATION. */
    kind: name(),
    fromDay: day(),
    toDay: day(),
    /** The report that it corrects. */
    replaces: uuid(),
    /** REQUESTED or GENERATED. */
    status: name(),
    /** Who asked. */
    principal: name(),
    requestedAt: int8(),
    generatedAt: int8(),
    /** Commit position of the last fact that it may be made of; -1 before it is made. */
    inputsPosition: int8(),
    /** SHA-256 of the bytes of its data, hex. */
    sha256: text(),
    bytes: integer().notNull(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('account').on(columns.accountId, columns.requestedAt)],
);

export type ReportRow = typeof reports.$inferSelect;
