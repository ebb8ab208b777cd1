import type { Logger } from '@bellwether/platform/log';
import type { Sql } from '@bellwether/platform/postgres';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { PostgresProjector } from '../stores/postgres/projector.ts';
import { runFeed } from '../runtime/feed.ts';
import { Pace } from '../runtime/pace.ts';
import type { Projection } from '../runtime/projection.ts';
import { readLog } from '../runtime/read-log.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { ensureShadow } from './catalog.ts';
import { makePostponedIndexes } from './postponed-indexes.ts';

/** What building beside the running platform needs. */
export interface BlueGreenAccess {
  readonly eventStore: EventStoreDBClient;
  /** As the owner of the tables. At least two connections. */
  readonly owner: Sql;
  /** As the projector. */
  readonly projector: Sql;
  /** Of the program; default: all of this one's. */
  readonly projections?: readonly Projection[];
}

export interface RebuildOptions {
  /** Facts per second; undefined: as fast as it goes. */
  readonly rate?: number | undefined;
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Told after each batch. */
  onProgress?(progress: RebuildProgress): void;
}

export interface RebuildProgress {
  readonly build: string;
  /** Facts applied by this run. */
  readonly facts: number;
  /** Commit position up to which everything is in. */
  readonly position: bigint;
}

const BATCH_FACTS_MAX = 20_000;
/** Batches a second at a limited rate: smaller ones make it even. */
const BATCHES_PER_SECOND = 4;

/**
 * Builds a projection's shadow from the log, from where an earlier run left it, until history is in. Nothing is
 * announced. A fact that cannot be applied stops it.
 * @returns name of the build, and whether it is complete: false where the signal came first.
 * @throws RebuildStoppedError; ProjectorFencedError where another rebuild of the same took over.
 */
export async function rebuildShadow(
  access: BlueGreenAccess,
  projection: Projection,
  options: RebuildOptions,
): Promise<{ readonly build: string; readonly complete: boolean }> {
  const { eventStore: client, owner, projector: sql } = access;
  const { rate, signal, logger } = options;
  const build = await ensureShadow(owner, projection);
  const projector = new PostgresProjector(sql, [projection], { shadow: build });
  await projector.takeOver();
  const pace = new Pace(rate);
  const done = new AbortController();
  let facts = 0;
  let complete = false;
  await runFeed({
    client,
    after: projector.position,
    signal: AbortSignal.any([signal, done.signal]),
    logger,
    batchFactsMax: Math.min(BATCH_FACTS_MAX, Math.ceil((rate ?? Infinity) / BATCHES_PER_SECOND)),
    async apply(batch) {
      if (signal.aborted || complete) return;
      await pace.take(batch.facts.length, signal);
      if (batch.position >= 0n) await projector.apply(batch);
      facts += batch.facts.length;
      options.onProgress?.({ build, facts, position: projector.position });
      complete = batch.caughtUp;
      if (batch.caughtUp) done.abort();
    },
  });
  if (complete) await makePostponedIndexes(owner, build);
  return { build, complete };
}

/**
 * Brings a build on by what the log has after its position.
 * @param upTo commit position to end at, exactly; undefined: the end of the log.
 */
export async function catchUp(
  client: EventStoreDBClient,
  projector: PostgresProjector,
  upTo?: bigint,
): Promise<void> {
  let facts: RecordedFact[] = [];
  const apply = async (): Promise<void> => {
    const last = facts.at(-1);
    if (last !== undefined) await projector.apply({ facts, position: last.position });
    facts = [];
  };
  for await (const event of readLog(client, projector.position, upTo)) {
    facts.push(...event);
    if (facts.length >= BATCH_FACTS_MAX) await apply();
  }
  await apply();
  if (upTo !== undefined && projector.position < upTo)
    await projector.apply({ facts: [], position: upTo });
}
