import { buildTable, type Build } from '../stores/postgres/builds.ts';
import { announceRows } from '../stores/postgres/change-feed.ts';
import { deadLetterKeys } from '../stores/postgres/dead-letters.ts';
import { TableStatements, type Transaction } from '../stores/postgres/table-statements.ts';
import type { Projection } from '../runtime/projection.ts';
import { PostgresProjector } from '../stores/postgres/projector.ts';
import { listBuilds, lockBuild, projectionOf } from './catalog.ts';
import { makePostponedIndexes } from './postponed-indexes.ts';
import { catchUp, type BlueGreenAccess } from './rebuild.ts';
import { atSamePosition } from './same-position.ts';

/** Which build was in force and which is now. */
export interface Switched {
  /** Undefined: there was none. */
  readonly from: string | undefined;
  readonly to: string;
  /** Commit position from which on readers see the new one: not before that of the one before it. */
  readonly position: bigint;
}

/**
 * Puts a projection's shadow in force, in one transaction: readers see one or the other, never neither, and never go back
 * in time. Changes up to the position of the one before it were announced by that one, later ones are by this: those that
 * the shadow is ahead are announced in the same transaction.
 * @throws BuildError where there is no shadow.
 */
export async function switchBuilds(access: BlueGreenAccess, name: string): Promise<Switched> {
  const projection = projectionOf(name, access.projections);
  const builds = await listBuilds(access.owner);
  if (!builds.some((build) => build.projection === name && build.state === 'active'))
    return putFirstInForce(access, projection);
  return atSamePosition(access, projection, async (held, active, shadow) => {
    const epoch = await nextEpoch(held);
    await held`
      update read_models.checkpoints set state = 'retired', epoch = ${epoch}::int8 where name = ${active.name}`;
    await held`
      update read_models.checkpoints set state = 'active', epoch = ${epoch}::int8, live = ${active.live}
      where name = ${shadow.name}`;
    await pointView(held, active, shadow);
    if (active.live) await announceAhead(held, projection, active, shadow);
    return { from: active.name, to: shadow.name, position: shadow.position };
  });
}

/**
 * Puts the first build of a projection in force: nothing was asked of it, and nothing of it was announced. It is brought to
 * where the others stand while the live projector is held, which takes it up with its next batch.
 */
async function putFirstInForce(
  { eventStore, owner, projector: sql }: BlueGreenAccess,
  projection: Projection,
): Promise<Switched> {
  const { name: build } = await owner.begin((held) => lockBuild(held, projection.name, 'shadow'));
  const projector = new PostgresProjector(sql, [projection], { shadow: build });
  await projector.takeOver();
  await catchUp(eventStore, projector);
  await makePostponedIndexes(owner, build);
  await owner.begin(async (held) => {
    await held`set local lock_timeout = '10s'`;
    const others = await held<{ position: string }[]>`
      select position from read_models.checkpoints where state = 'active' order by position desc for update`;
    await catchUp(eventStore, projector, BigInt(others[0]?.position ?? -1));
    // Of another epoch: what still builds it finds that it is not its own.
    await held`
      update read_models.checkpoints set state = 'active', epoch = ${await nextEpoch(held)}::int8, live = true
      where name = ${build}`;
    await held.unsafe(
      `create view read_models.${projection.name} as select * from read_models.${buildTable(build)}`,
    );
  });
  return { from: undefined, to: build, position: projector.position };
}

async function nextEpoch(held: Transaction): Promise<string> {
  const [row] = await held<{ epoch: string }[]>`
    select max(epoch) + 1 as epoch from read_models.checkpoints`;
  return row?.epoch ?? '1';
}

/** Announces what the build before did not: rows that later facts touched, and those that lacked facts there. */
async function announceAhead(
  held: Transaction,
  projection: Projection,
  active: Build,
  shadow: Build,
): Promise<void> {
  const lacking = [...(await deadLetterKeys(held, active.name)).keys()];
  if (projection.announce === undefined) return;
  if (shadow.position === active.position && lacking.length === 0) return;
  const statements = new TableStatements(projection, shadow.name);
  const rows = await statements.touched(held, active.position, lacking);
  await announceRows(held, shadow.name, projection, rows);
}

/** A view keeps its identity as long as the columns stay the same: open statements go on with the other table. */
async function pointView(held: Transaction, active: Build, shadow: Build): Promise<void> {
  const view = `read_models.${active.projection}`;
  const query = `as select * from read_models.${buildTable(shadow.name)}`;
  if (active.version === shadow.version) {
    await held.unsafe(`create or replace view ${view} ${query}`);
    return;
  }
  await held.unsafe(`drop view ${view}`);
  await held.unsafe(`create view ${view} ${query}`);
}
