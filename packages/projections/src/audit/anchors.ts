import { integer, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Anchors of the audit log, each a line as it was signed. Rows are only added. */
export const auditAnchors = readModels.table('audit_anchors', {
  /** From 1 without gaps. */
  number: integer().primaryKey(),
  at: int8(),
  /** The line, as it stands in the file. */
  line: name(),
  /** SHA-256 of the line, hex: the next one names it. */
  sha256: text().notNull(),
});
