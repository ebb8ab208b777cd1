import type { Sql } from '@bellwether/platform/postgres';
import type { SignatureVerifier } from '@bellwether/platform/signing';
import {
  ANCHOR_START,
  isSignedAnchor,
  lineHash,
  readAnchor,
  type AnchoredSegment,
} from '../audit/anchor.ts';
import { merkleRoot } from '../audit/merkle.ts';
import { auditLogProjection } from '../audit/projection.ts';
import type { Transaction } from '../stores/postgres/table-statements.ts';

/** What a look at the anchors found. */
export interface AnchorReport {
  readonly anchors: number;
  /** What does not hold, with the anchor or the chain that it is about. */
  readonly broken: readonly string[];
}

/** Whether each anchor is the auditor’s, follows the one before it, and stands over the rows that there are. */
export async function verifyAnchors(
  sql: Sql | Transaction,
  auditor: SignatureVerifier,
): Promise<AnchorReport> {
  const [active] = await sql<{ version: number }[]>`
    select version from read_models.checkpoints
    where projection = ${auditLogProjection.name} and state = 'active'`;
  const lines = await sql<{ line: string }[]>`
    select line from read_models.audit_anchors order by number`;
  const broken: string[] = [];
  let previous = ANCHOR_START;
  for (const [index, { line }] of lines.entries()) {
    const anchor = readAnchor(line);
    const name = `anchor ${anchor.number}`;
    if (!isSignedAnchor(anchor, auditor)) broken.push(`${name}: not signed by the auditor`);
    if (anchor.previous !== previous || anchor.number !== index + 1)
      broken.push(`${name}: does not follow the one before it`);
    previous = lineHash(line);
    // Rows of a former version of the audit log are there no more.
    if (anchor.version !== active?.version) continue;
    for (const segment of anchor.segments)
      if (!(await holds(sql, segment)))
        broken.push(`${name}: ${segment.journal} rows ${segment.first} to ${segment.last} differ`);
  }
  return { anchors: lines.length, broken };
}

async function holds(
  sql: Sql | Transaction,
  { journal, first, last, root }: AnchoredSegment,
): Promise<boolean> {
  const rows = await sql<{ hash: string }[]>`
    select hash from read_models.audit_log
    where journal = ${journal} and sequence between ${first} and ${last} order by sequence`;
  return (
    BigInt(rows.length) === BigInt(last) - BigInt(first) + 1n &&
    merkleRoot(rows.map(({ hash }) => hash)) === root
  );
}
