import { integer, primaryKey } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Where the audit log's chains have stood, signed by the auditor. Rows are only added. */
export const auditHeads = readModels.table(
  'audit_heads',
  {
    /** Version of the audit log: another one hashes other rows. */
    version: integer().notNull(),
    journal: name(),
    /** Of the chain's last row. */
    sequence: int8(),
    hash: name(),
    position: int8(),
    /** When it was signed. */
    at: int8(),
    /** Ed25519, base64url. */
    signature: name(),
    /** The key's name. */
    signedBy: name(),
  },
  (columns) => [primaryKey({ columns: [columns.version, columns.journal, columns.sequence] })],
);

export type AuditHead = typeof auditHeads.$inferSelect;
