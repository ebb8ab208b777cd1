import { setTimeout as sleep } from 'node:timers/promises';
import type { Build } from '../stores/postgres/builds.ts';
import { PostgresProjector } from '../stores/postgres/projector.ts';
import type { Transaction } from '../stores/postgres/table-statements.ts';
import type { Projection } from '../runtime/projection.ts';
import { lockBuild } from './catalog.ts';
import { makePostponedIndexes } from './postponed-indexes.ts';
import { catchUp, type BlueGreenAccess } from './rebuild.ts';

/** How long the build in force may take to reach a shadow that is ahead of it. */
const ATTEMPTS_MAX = 20;
const PAUSE_MS = 100;

/**
 * Holds the live projector for a moment, brings the shadow to exactly where the build in force stands, and does
 * something then. Readers are not held up. Where the build in force does not move, because the program that writes it is
 * gone, the shadow may be ahead of it.
 * @param work gets the transaction that holds the live projector; both builds stand still until it ends.
 * @throws BuildError where there is no shadow.
 */
export async function atSamePosition<T>(
  access: BlueGreenAccess,
  projection: Projection,
  work: (held: Transaction, active: Build, shadow: Build) => Promise<T>,
): Promise<T> {
  const { eventStore, owner, projector: sql } = access;
  const shadow = await owner.begin((held) => lockBuild(held, projection.name, 'shadow'));
  const projector = new PostgresProjector(sql, [projection], { shadow: shadow.name });
  await projector.takeOver();
  // Nearly all of the way beside the live projector, the last step while it is held.
  const approach = async (): Promise<void> => {
    const { position } = await owner.begin((held) => lockBuild(held, projection.name, 'active'));
    if (projector.position < position) await catchUp(eventStore, projector, position);
  };
  await approach();
  // Of a rebuild that was killed; it may take a while, in which facts come in.
  await makePostponedIndexes(owner, shadow.name);
  await approach();
  for (let attempt = 1; ; attempt++) {
    const result = await owner.begin(async (held) => {
      await held`set local lock_timeout = '10s'`;
      const active = await lockBuild(held, projection.name, 'active');
      if (active.position < projector.position && attempt < ATTEMPTS_MAX) return undefined;
      if (projector.position < active.position)
        await catchUp(eventStore, projector, active.position);
      return { value: await work(held, active, { ...shadow, position: projector.position }) };
    });
    if (result !== undefined) return result.value;
    await sleep(PAUSE_MS);
  }
}
