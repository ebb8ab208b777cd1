import { buildTable, type Build } from '../postgres/builds.ts';
import type { Transaction } from '../postgres/table-statements.ts';
import { projectionOf } from './catalog.ts';
import type { BlueGreenAccess } from './rebuild.ts';
import { atSamePosition } from './same-position.ts';

/** Which build was in force and which is now. */
export interface Switched {
  readonly from: string;
  readonly to: string;
  /** Commit position at which both stood. */
  readonly position: bigint;
}

/**
 * Puts a projection's shadow in force: in one transaction, at the very position of the one before it. Readers see one
 * or the other, never neither; changes before the position were announced by the one, changes after it by the other.
 */
export async function switchBuilds(access: BlueGreenAccess, name: string): Promise<Switched> {
  return atSamePosition(access, projectionOf(name), async (held, active, shadow) => {
    const [row] = await held<{ epoch: string }[]>`
      select max(epoch) + 1 as epoch from read_models.checkpoints`;
    const epoch = row?.epoch ?? '1';
    await held`
      update read_models.checkpoints set state = 'retired', epoch = ${epoch}::int8 where name = ${active.name}`;
    await held`
      update read_models.checkpoints set state = 'active', epoch = ${epoch}::int8, live = ${active.live}
      where name = ${shadow.name}`;
    await pointView(held, active, shadow);
    return { from: active.name, to: shadow.name, position: active.position };
  });
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
