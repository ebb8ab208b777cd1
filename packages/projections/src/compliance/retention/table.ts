import { index, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../../stores/postgres/columns.ts';
import { readModels } from '../../stores/postgres/schema.ts';

/** The register of records: holds, disposals and export rooms. */
export const recordsRegister = readModels.table(
  'records_register',
  {
    /** `<kind>/<name>`. */
    entryId: text().primaryKey(),
    /** HOLD, DISPOSAL or ROOM. */
    kind: name(),
    name: name(),
    /** Of a hold or room: which records; null: whichever. */
    accountId: text(),
    instrumentId: text(),
    /** Days, `2026-11-20`; of a disposal the last. */
    fromDay: text(),
    toDay: text(),
    /** Of a disposal. */
    retentionClass: text(),
    /** Of a room: who reads, and until when (ns since 1970 UTC; 0: of no room). */
    reader: text(),
    until: int8(),
    /** ACTIVE, or OVER where it was released or closed. */
    status: name(),
    reason: name(),
    /** Who changed it last, and when. */
    changedBy: name(),
    changedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('reader').on(columns.reader)],
);

export type RecordsRegisterRow = typeof recordsRegister.$inferSelect;
