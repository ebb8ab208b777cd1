import type { Sql } from '@bellwether/platform/postgres';
import type { SignatureVerifier } from '@bellwether/platform/signing';
import { isSignedHead } from '../audit/signed-head.ts';
import { auditLogProjection } from '../audit/projection.ts';
import type { Transaction } from '../stores/postgres/table-statements.ts';

/** A head that does not hold, or a chain that does not pass through it. */
export interface BrokenHead {
  readonly journal: string;
  readonly sequence: bigint;
  readonly what: 'not signed by the auditor' | 'row missing' | 'row differs';
}

/** What a look at the signed heads found. */
export interface HeadReport {
  /** Looked at. */
  readonly heads: number;
  /** Of other versions of the audit log, whose rows there are no more. */
  readonly former: number;
  readonly broken: readonly BrokenHead[];
}

const PAGE_ROWS = 1_000;

/** Whether the audit log's chains pass through every head that the auditor has signed. That rows follow from one another is `verifyAuditLog`'s. */
export async function verifyAuditHeads(
  sql: Sql | Transaction,
  auditor: SignatureVerifier,
): Promise<HeadReport> {
  const [active] = await sql<{ version: number }[]>`
    select version from read_models.checkpoints
    where projection = ${auditLogProjection.name} and state = 'active'`;
  const broken: BrokenHead[] = [];
  let [heads, former] = [0, 0];
  const found = sql<Found[]>`
    select heads.version, heads.journal, heads.sequence, heads.hash, heads.position, heads.at,
           heads.signature, heads.signed_by, rows.hash as row_hash, rows.position as row_position
    from read_models.audit_heads as heads
    left join read_models.audit_log as rows
      on rows.journal = heads.journal and rows.sequence = heads.sequence
    order by heads.version, heads.journal, heads.sequence`;
  for await (const page of found.cursor(PAGE_ROWS))
    for (const row of page) {
      if (row.version !== active?.version) {
        former += 1;
        continue;
      }
      heads += 1;
      const what = faultOf(row, auditor);
      const { journal, sequence } = row;
      if (what !== undefined) broken.push({ journal, sequence: BigInt(sequence), what });
    }
  return { heads, former, broken };
}

interface Found {
  readonly version: number;
  readonly journal: string;
  readonly sequence: string;
  readonly hash: string;
  readonly position: string;
  readonly at: string;
  readonly signature: string;
  readonly signed_by: string;
  readonly row_hash: string | null;
  readonly row_position: string | null;
}

function faultOf(row: Found, auditor: SignatureVerifier): BrokenHead['what'] | undefined {
  const head = {
    ...row,
    sequence: BigInt(row.sequence),
    position: BigInt(row.position),
    at: BigInt(row.at),
    signedBy: row.signed_by,
  };
  if (!isSignedHead(head, auditor)) return 'not signed by the auditor';
  if (row.row_hash === null) return 'row missing';
  return row.row_hash === row.hash && row.row_position === row.position ? undefined : 'row differs';
}
