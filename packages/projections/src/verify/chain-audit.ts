import type { Sql } from '@bellwether/platform/postgres';
import { ChainVerifier, type ChainBreak } from '../audit/hash-chain.ts';
import { auditLogProjection } from '../audit/projection.ts';
import type { AuditRow } from '../audit/table.ts';
import { TableStatements, type Transaction } from '../stores/postgres/table-statements.ts';

/** What a walk along the audit log found. */
export interface ChainReport {
  readonly rows: number;
  /** Rows that are not as they were written; in order within each journal. */
  readonly breaks: readonly ChainBreak[];
}

/** Walks every chain of the audit log and names the rows that were changed, removed or added. */
export async function verifyAuditLog(sql: Sql | Transaction): Promise<ChainReport> {
  const [active] = await sql<{ name: string }[]>`
    select name from read_models.checkpoints
    where projection = ${auditLogProjection.name} and state = 'active'`;
  const verifier = new ChainVerifier();
  if (active === undefined) return { rows: 0, breaks: [] };
  const statements = new TableStatements(auditLogProjection, active.name);
  for await (const row of statements.all(sql, 'journal, sequence'))
    verifier.add(row as unknown as AuditRow);
  return { rows: verifier.rows, breaks: verifier.breaks };
}
