import { setImmediate as nextTurn } from 'node:timers/promises';
import { foldFacts, type Row, type Rows } from '../../runtime/fold.ts';
import type { RowCopy } from './row-copy.ts';
import type { Transaction } from './table-statements.ts';
import type { Target, Work } from './target.ts';
import { PIECE_FACTS, stopUnlessLive } from './write-batch.ts';

/**
 * Writes a batch of history to builds that nobody reads: rows that are new stream through one `COPY` while the next are
 * folded, which costs Postgres half of an insert; rows that stood already, or changed after they were sent, follow.
 * A row that turns out to stand already refuses the batch, which is then written row by row.
 */
export async function writeHistory(
  sql: Transaction,
  works: readonly Work[],
): Promise<ReadonlyMap<Target, Rows>> {
  // Nothing of it can be undone by halves, so that it lasts is known when the switch is, which is.
  await sql`set local synchronous_commit = off`;
  for (const work of works) await writeOne(sql, work);
  return new Map(works.map(({ target, rows }) => [target, rows]));
}

async function writeOne(sql: Transaction, { target, facts, rows }: Work): Promise<void> {
  const { projection, statements } = target;
  const changed = new Set<string>();
  let copy: RowCopy | undefined;
  try {
    for (let from = 0; from < facts.length; from += PIECE_FACTS) {
      const piece = facts.slice(from, from + PIECE_FACTS);
      const { written, added, refused } = foldFacts(projection, piece, rows, target.parked);
      stopUnlessLive(target, refused);
      const isNew = (row: Row): boolean =>
        projection.grain !== 'entity' || added.has(row[projection.key] as string);
      const fresh = written.filter(isNew);
      for (const row of written) if (!isNew(row)) changed.add(row[projection.key] as string);
      if (fresh.length > 0) (copy ??= await statements.copy(sql)).add(fresh);
      // Lets what was sent leave.
      await nextTurn();
    }
  } catch (error) {
    copy?.abort();
    throw error;
  }
  await copy?.end();
  if (changed.size > 0)
    await statements.write(
      sql,
      [...changed].map((key) => rows.get(key) as Row),
    );
}
