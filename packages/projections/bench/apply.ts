import { connectClickHouse } from '@bellwether/platform/click-house';
import type { TestClickHouse } from '@bellwether/testkit';
import { ClickHouseProjector } from '../src/analytics/projector.ts';
import { PROJECTIONS, readLog, type RecordedFact } from '../src/index.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import type { ProjectionStack } from '../test/projection-stack.ts';
import { measure, Stopwatch, type Rate } from './machine.ts';

const LIVE_BATCH = 2_000;
const CLICKHOUSE_BATCH = 20_000;
/** Shares of the whole at which cost and memory are told. */
const MARKS = [0.02, 0.2, 0.5, 1] as const;

/** What applying came to between one mark and the next. */
export interface Growth {
  /** Facts in the tables at its end. */
  readonly facts: number;
  readonly rate: number;
  readonly perCpuSecond: number;
  readonly rssMiB: number;
  readonly heapMiB: number;
}

/** Applies the whole log to all read models, live: only the time of applying counts, not that of reading the log. */
export async function liveGrowth(
  stack: ProjectionStack,
  total: number,
): Promise<readonly Growth[]> {
  const projector = new PostgresProjector(stack.access.projector, PROJECTIONS);
  await projector.takeOver();
  await projector.goLive();
  const growth: Growth[] = [];
  let [facts, before] = [0, 0];
  let watch = new Stopwatch();
  for await (const batch of batches(stack, LIVE_BATCH)) {
    watch.start();
    await projector.apply({ facts: batch, position: batch.at(-1)?.position ?? 0n });
    watch.stop();
    facts += batch.length;
    // Nobody publishes here.
    await stack.access.projector`delete from read_models.change_feed`;
    const mark = MARKS[growth.length];
    if (mark === undefined || facts < Math.floor(mark * total)) continue;
    const { perSecond, perCpuSecond } = watch.rate(facts - before);
    const { rss, heapUsed } = process.memoryUsage();
    const [rssMiB, heapMiB] = [Math.round(rss / 2 ** 20), Math.round(heapUsed / 2 ** 20)] as const;
    growth.push({ facts, rate: perSecond, perCpuSecond, rssMiB, heapMiB });
    before = facts;
    watch = new Stopwatch();
  }
  return growth;
}

/** The whole log into ClickHouse, reading included. */
export async function clickHouseInserts(
  stack: ProjectionStack,
  house: TestClickHouse,
): Promise<Rate> {
  const client = connectClickHouse(house.projectionsUrl, 'bench');
  const sink = new ClickHouseProjector(client, stack.access.projector, (after, upTo) =>
    readLog(stack.client, after, upTo),
  );
  await sink.prepare();
  const rate = await measure(async () => {
    let count = 0;
    for await (const batch of batches(stack, CLICKHOUSE_BATCH)) {
      await sink.apply(batch, batch.at(-1)?.position ?? 0n);
      count += batch.length;
    }
    return count;
  });
  await client.close();
  return rate;
}

/** Facts of the log; those of one event stay together. */
async function* batches(
  stack: ProjectionStack,
  size: number,
): AsyncGenerator<readonly RecordedFact[]> {
  let batch: RecordedFact[] = [];
  for await (const event of readLog(stack.client)) {
    batch.push(...event);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
