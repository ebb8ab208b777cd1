import { connectClickHouse, connectPostgres, connectRedis } from '@bellwether/platform';
import { quiet, startTestClickHouse } from '@bellwether/testkit';
import { ClickHouseProjector } from '../src/clickhouse/projector.ts';
import { SinkLedger } from '../src/clickhouse/sink-ledger.ts';
import {
  dropBuild,
  PROJECTIONS,
  projectionOf,
  Projections,
  readLog,
  rebuildShadow,
  type RecordedFact,
} from '../src/index.ts';
import { PostgresProjector } from '../src/postgres/projector.ts';
import { ReadModels } from '../src/read-model/index.ts';
import { startProjectionStack } from '../test/projection-stack.ts';
import { id } from '../test/story.ts';
import { emmettRebuild } from './emmett.ts';
import { rawUpsert } from './floor.ts';
import { Journal } from './journal.ts';
import { measureLag } from './lag.ts';
import { machine, measure, type Rate } from './machine.ts';

// `pnpm bench:projections --json [--facts N]`: the read side beside Emmett's Postgres projections and the raw upsert, on
// the same Postgres in the same run.

const argument = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1];
const FACTS = process.argv.includes('--facts') ? Number(argument('--facts')) : 200_000;
const EMMETT_ORDERS = 1_000;
const LIVE_BATCH = 2_000;
const LAG_SECONDS = 10;
const RATES = [1_000, 5_000, 10_000];

const log = (text: string): void => void process.stderr.write(`${text}\n`);
const stack = await startProjectionStack();
const house = await startTestClickHouse(stack.write.directory);
const { access, client } = stack;
const before = machine();
const journal = new Journal(client);
await journal.open();
await journal.growTo(FACTS);
log(`${journal.facts} facts appended`);

const floor = await rawUpsert(access.owner, FACTS);
log(`floor ${floor.perSecond} rows/s`);
const emmett = await emmettRebuild(stack.stores.ownerUrl, EMMETT_ORDERS);
log(`emmett ${emmett.perSecond} events/s`);

const decode = await measure(async () => {
  let count = 0;
  for await (const facts of readLog(client)) count += facts.length;
  return count;
});
log(`decode ${decode.perSecond} facts/s`);

const rebuilds: Record<string, Rate> = {};
for (const { name } of PROJECTIONS) {
  rebuilds[name] = await measure(async () => {
    let facts = 0;
    const { build } = await rebuildShadow(access, projectionOf(name), {
      signal: new AbortController().signal,
      logger: quiet,
      onProgress: (progress) => (facts = progress.facts),
    });
    await dropBuild(access.owner, build);
    return facts;
  });
  log(`rebuild ${name} ${rebuilds[name]?.perSecond} facts/s`);
}

/** Facts of the log in batches, read beforehand: what is measured is applying them. */
const facts: RecordedFact[] = [];
for await (const event of readLog(client)) facts.push(...event);
const cut = (size: number): readonly (readonly RecordedFact[])[] => {
  const batches: RecordedFact[][] = [[]];
  for (const fact of facts) {
    const last = batches.at(-1) as RecordedFact[];
    if (last.length < size || last.at(-1)?.position === fact.position) last.push(fact);
    else batches.push([fact]);
  }
  return batches;
};

const projector = new PostgresProjector(access.projector, PROJECTIONS);
await projector.takeOver();
await projector.goLive();
const batches = cut(LIVE_BATCH);
/** The same work on tables of growing size: cost per fact and memory, quarter by quarter. */
const growth: { readonly facts: number; readonly rate: Rate; readonly rssMiB: number }[] = [];
const quarter = Math.ceil(batches.length / 4);
for (let from = 0, done = 0; from < batches.length; from += quarter) {
  const rate = await measure(async () => {
    let count = 0;
    for (const batch of batches.slice(from, from + quarter)) {
      await projector.apply({ facts: batch, position: batch.at(-1)?.position ?? 0n });
      count += batch.length;
    }
    return count;
  });
  done += rate.count;
  growth.push({ facts: done, rate, rssMiB: Math.round(process.memoryUsage().rss / 2 ** 20) });
  log(`live, all read models, to ${done} facts: ${rate.perSecond} facts/s`);
}
await access.projector`delete from read_models.change_feed`;

const clickHouse = connectClickHouse(house.projectionsUrl, 'bench');
const sink = new ClickHouseProjector(
  clickHouse,
  new SinkLedger(access.projector, 'clickhouse'),
  (upTo) => readLog(client, undefined, upTo),
);
await sink.prepare();
const inserted = await measure(async () => {
  for (const batch of cut(20_000)) await sink.apply(batch, batch.at(-1)?.position ?? 0n);
  return facts.length;
});
log(`clickhouse ${inserted.perSecond} facts/s`);
facts.length = 0;

const redis = connectRedis(stack.stores.redisUrl('projections'), 'bench', quiet);
const projections = new Projections({
  eventStore: client,
  sql: connectPostgres({ url: stack.stores.projectorUrl, name: 'bench', connections: 8 }),
  clickHouse,
  redis,
  nats: await stack.write.connectAs('projections'),
  logger: quiet,
  onFailure: (error) => {
    throw error;
  },
});
projections.start();
const subscriber = await stack.write.connectAs('gateway');
const lags = [];
for (const rate of RATES) {
  lags.push(
    await measureLag(journal, new ReadModels(stack.reader), subscriber, rate, LAG_SECONDS, (n) =>
      id(2 * n),
    ),
  );
  log(`lag at ${rate}/s: ${JSON.stringify(lags.at(-1))}`);
}
await projections.stop();
redis.disconnect();
await clickHouse.close();
await house.stop();
await stack.stop();

process.stdout.write(
  `${JSON.stringify(
    {
      machine: { before, after: machine()['loadAverage'] },
      facts: FACTS,
      floorRawUpsert: floor,
      emmettRebuild: emmett,
      decodeOnly: decode,
      rebuild: rebuilds,
      rebuildOverEmmett: Math.round((rebuilds['orders']?.perSecond ?? 0) / emmett.perSecond),
      liveAllReadModels: growth,
      clickHouse: inserted,
      lagMs: lags,
    },
    null,
    2,
  )}\n`,
);
