import { JournalReader } from '@bellwether/commands';
import type { Sql } from '@bellwether/platform/postgres';
import type { SignatureVerifier } from '@bellwether/platform/signing';
import { verifyAnchors, verifyAuditHeads, verifyAuditLog } from '@bellwether/projections';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { Parts } from './parts.ts';
import { Invariant } from './result.ts';
import { atOneMoment } from './stores/snapshot.ts';

/** Journals without a gap (I2): the reader checks hashes and sequences as it reads. */
export async function checkChains(
  parts: Parts,
  eventStore: EventStoreDBClient,
  partitions: number,
): Promise<Invariant> {
  const invariant = new Invariant(
    'I2',
    'the sequence and the chain of hashes of each journal have no gap',
  );
  const work = async (): Promise<void> => {
    const progress = parts.progress.begin('chains of the journals', 'batches');
    for (let partition = 0; partition < partitions; partition++)
      for await (const batch of new JournalReader(eventStore, partition).read()) {
        parts.goOn();
        invariant.count('batches', batch.entries.length > 0 ? 1 : 0);
        progress.add(1);
      }
    progress.end();
  };
  await parts.run('chains of the journals', work, invariant);
  return invariant;
}

/** The audit log's rows follow from one another by their hashes (I7). */
export async function checkChainOfAudit(parts: Parts, sql: Sql): Promise<Invariant> {
  const invariant = new Invariant('I7', 'the audit log’s chains of hashes are whole');
  const work = async (): Promise<void> => {
    const progress = parts.progress.begin('chain of the audit log', 'rows');
    const { rows, breaks } = await atOneMoment(sql, verifyAuditLog);
    progress.add(rows);
    progress.end();
    invariant.count('audit rows', rows);
    for (const { journal, sequence, what } of breaks)
      invariant.check(false, () => `${journal} row ${sequence}: ${what}`);
  };
  await parts.run('chain of the audit log', work, invariant);
  return invariant;
}

/** The chains pass through every head that the auditor has signed (I7): who rewrote them from the start would meet one. */
export async function checkAuditHeads(
  parts: Parts,
  sql: Sql,
  auditor: SignatureVerifier,
): Promise<Invariant> {
  const invariant = new Invariant('I7', 'the audit log passes through every head that was signed');
  const work = async (): Promise<void> => {
    const progress = parts.progress.begin('signed heads of the audit log', 'heads');
    const { heads, former, broken } = await atOneMoment(sql, (snapshot) =>
      verifyAuditHeads(snapshot, auditor),
    );
    progress.add(heads);
    progress.end();
    invariant.count('signed heads', heads);
    if (former > 0) invariant.count('heads of former versions', former);
    for (const { journal, sequence, what } of broken)
      invariant.check(false, () => `${journal} head ${sequence}: ${what}`);
  };
  await parts.run('signed heads of the audit log', work, invariant);
  return invariant;
}

/** What the auditor has anchored is what there is (I7): exports are proved under it. */
export async function checkAnchors(
  parts: Parts,
  sql: Sql,
  auditor: SignatureVerifier,
): Promise<Invariant> {
  const invariant = new Invariant(
    'I7',
    'every anchor of the audit log stands over the rows that there are',
  );
  const work = async (): Promise<void> => {
    const progress = parts.progress.begin('anchors of the audit log', 'anchors');
    const { anchors, broken } = await atOneMoment(sql, (snapshot) =>
      verifyAnchors(snapshot, auditor),
    );
    progress.add(anchors);
    progress.end();
    invariant.count('anchors', anchors);
    for (const what of broken) invariant.check(false, () => what);
  };
  await parts.run('anchors of the audit log', work, invariant);
  return invariant;
}
