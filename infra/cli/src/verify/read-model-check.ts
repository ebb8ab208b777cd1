import type { Sql } from '@bellwether/platform';
import { buildTable, type ReadModelAudit } from '@bellwether/projections';
import { Invariant, type InvariantResult } from './result.ts';

type Snapshot = Parameters<Parameters<Sql['begin']>[1]>[0];

interface Checkpoint {
  readonly name: string;
  readonly position: string;
}

/**
 * Compares the read models with a fold of the log at one moment, while they go on moving: everything is read from one
 * snapshot of the database, and the log is folded up to exactly where that snapshot stands.
 * @param foldUpTo continues the fold to a commit position.
 * @returns the commit position of the snapshot.
 */
export async function checkReadModels(
  sql: Sql,
  audit: ReadModelAudit,
  foldUpTo: (position: bigint) => Promise<void>,
  stores: Invariant,
): Promise<{ readonly position: bigint; readonly checkpoints: InvariantResult }> {
  return sql.begin('isolation level repeatable read read only', async (snapshot) => {
    const found = await snapshot<Checkpoint[]>`
      select name, position from read_models.checkpoints where state = 'active'`;
    const position =
      found.map((row) => BigInt(row.position)).toSorted((a, b) => Number(a - b))[0] ?? -1n;
    await foldUpTo(position);
    const behind = new Set(
      found.filter((row) => BigInt(row.position) !== position).map(({ name }) => name),
    );
    for (const { model, rows, deadLetters, differing } of await audit.compare(snapshot)) {
      stores.check(!behind.has(model), () => `${model} stands elsewhere than the others`);
      stores.check(deadLetters === 0, () => `${model} lacks ${deadLetters} facts: see dlq list`);
      stores.count(`rows of ${model}`, rows);
      for (const key of differing) stores.check(false, () => `${model}: row ${key} differs`);
    }
    return { position, checkpoints: await checkCheckpoints(snapshot, found) };
  });
}

/** No row is ahead of its checkpoint. */
async function checkCheckpoints(
  snapshot: Snapshot,
  checkpoints: readonly Checkpoint[],
): Promise<InvariantResult> {
  const invariant = new Invariant('I6', 'checkpoint and rows are one transaction');
  for (const { name, position } of checkpoints) {
    const table = snapshot(`read_models.${buildTable(name)}`);
    const [row] = await snapshot<
      { last: string | null }[]
    >`select max(position) as last from ${table}`;
    const last = BigInt(row?.last ?? -1);
    invariant.count('checkpoints');
    invariant.check(
      last <= BigInt(position),
      () => `${name}: a row at ${last}, the checkpoint at ${position}`,
    );
  }
  return invariant.result;
}
