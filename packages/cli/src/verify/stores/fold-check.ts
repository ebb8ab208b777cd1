import { buildTable, type ReadModelAudit, type RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import type { Snapshot } from './snapshot.ts';

/** A build in force. */
export interface Checkpoint {
  readonly projection: string;
  readonly name: string;
  readonly position: bigint;
  readonly facts: number;
}

/** The builds in force as a moment shows them. */
export async function checkpointsOf(sql: Pick<Snapshot, 'unsafe'>): Promise<readonly Checkpoint[]> {
  const rows = await sql.unsafe<
    { projection: string; name: string; position: string; facts: string }[]
  >(
    `select projection, name, position, facts from read_models.checkpoints where state = 'active' order by name`,
  );
  return rows.map(({ projection, name, position, facts }) => ({
    projection,
    name,
    position: BigInt(position),
    facts: Number(facts),
  }));
}

/** Commit position up to which every build has everything; -1 before the first fact. */
export function commonPosition(checkpoints: readonly Checkpoint[]): bigint {
  let least: bigint | undefined;
  for (const { position } of checkpoints)
    if (least === undefined || position < least) least = position;
  return least ?? -1n;
}

/** Compares one read model with its fold of the log, row by row (I5). */
export async function checkFold(
  snapshot: Snapshot,
  audit: ReadModelAudit,
  { projection, name, position }: Checkpoint,
  context: {
    readonly invariant: Invariant;
    readonly upTo: bigint;
    readonly again: () => AsyncIterable<readonly RecordedFact[]>;
    readonly onRow: () => void;
  },
): Promise<void> {
  const { invariant, upTo, again, onRow } = context;
  invariant.check(position === upTo, () => `${name} stands elsewhere than the others`);
  const { rows, deadLetters, differing } = await audit.compareBuild(
    snapshot,
    again,
    projection,
    name,
    onRow,
  );
  invariant.check(deadLetters === 0, () => `${name} lacks ${deadLetters} facts: see dlq list`);
  invariant.count(`rows of ${name}`, rows);
  for (const key of differing) invariant.check(false, () => `${name}: row ${key} differs`);
}

/** No row is ahead of its checkpoint (I6). */
export async function checkCheckpoint(
  snapshot: Snapshot,
  { name, position }: Checkpoint,
  invariant: Invariant,
): Promise<void> {
  const table = snapshot(`read_models.${buildTable(name)}`);
  const [row] = await snapshot<
    { last: string | null }[]
  >`select max(position) as last from ${table}`;
  const last = BigInt(row?.last ?? -1);
  invariant.count('checkpoints');
  invariant.check(
    last <= position,
    () => `${name}: a row at ${last}, the checkpoint at ${position}`,
  );
}
