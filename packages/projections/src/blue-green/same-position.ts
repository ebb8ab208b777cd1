import { setTimeout as sleep } from 'node:timers/promises';
import type { Build } from '../postgres/builds.ts';
import { PostgresProjector } from '../postgres/projector.ts';
import type { Transaction } from '../postgres/table-statements.ts';
import type { Projection } from '../runtime/projection.ts';
import { BuildError, lockBuild } from './catalog.ts';
import { catchUp, type BlueGreenAccess } from './rebuild.ts';

const ATTEMPTS_MAX = 100;
const PAUSE_MS = 100;

/**
 * Holds the live projector for a moment, brings the shadow to exactly where the build in force stands, and does
 * something then. Readers are not held up.
 * @param work gets the transaction that holds the live projector; both builds stand still until it ends.
 * @throws BuildError where there is no shadow, or the build in force stays behind it.
 */
export async function atSamePosition<T>(
  access: BlueGreenAccess,
  projection: Projection,
  work: (held: Transaction, active: Build, shadow: Build) => Promise<T>,
): Promise<T> {
  const { eventStore, owner, projector: sql } = access;
  const shadow = await owner.begin((transaction) =>
    lockBuild(transaction, projection.name, 'shadow'),
  );
  const projector = new PostgresProjector(sql, [projection], { shadow: shadow.name });
  await projector.takeOver();
  // Nearly all of the way beside the live projector, the last step while it is held.
  await catchUp(eventStore, projector);
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const result = await owner.begin(async (held) => {
      await held`set local lock_timeout = '10s'`;
      const active = await lockBuild(held, projection.name, 'active');
      if (active.position < projector.position) return undefined;
      await catchUp(eventStore, projector, active.position);
      return { value: await work(held, active, shadow) };
    });
    if (result !== undefined) return result.value;
    await sleep(PAUSE_MS);
  }
  throw new BuildError(
    `the build in force has not reached ${projector.position}; is the projections service running?`,
  );
}
