import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { eventually, quiet, startTestClickHouse } from '@bellwether/testkit';
import { dropBuild, PROJECTIONS, projectionOf, readLog, rebuildShadow } from '../src/index.ts';
import { ReadModels } from '../src/read-model.ts';
import { startProjector } from '../test/child/start-projector.ts';
import { startProjectionStack } from '../test/projection-stack.ts';
import { id } from '../test/story.ts';
import { clickHouseInserts, liveGrowth } from './apply.ts';
import { emmettRebuild } from './emmett.ts';
import { rawUpsert } from './floor.ts';
import { Journal } from './journal.ts';
import { measureLag, type Lag } from './lag.ts';
import { machine, measure, type Rate } from './machine.ts';
import { caughtUp } from './caught-up.ts';
import { findOrder } from '../src/orders/read.ts';

// `pnpm bench:projections --json [--facts N]`: the read side beside Emmett's Postgres projections and the raw upsert, on
// the same Postgres in the same run.

const argument = (name: string): string | undefined => process.argv[process.argv.indexOf(name) + 1];
const FACTS = process.argv.includes('--facts') ? Number(argument('--facts')) : 200_000;
const EMMETT_ORDERS = 1_000;
const LAG_SECONDS = 10;
const RATES = [1_000, 5_000, 10_000];
/** Facts per second while the projectors have just been started again. */
const RESTART_RATE = 5_000;

const log = (text: string): void => void process.stderr.write(`${text}\n`);
const stack = await startProjectionStack();
const house = await startTestClickHouse(stack.write.directory);
const { access, client } = stack;
const before = machine();
const journal = new Journal(client);
await journal.open();
await journal.growTo(FACTS);
log(`${journal.facts} facts appended`);

const floor = await rawUpsert(access.owner, Math.min(FACTS, 200_000));
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

const live = await liveGrowth(stack, FACTS);
for (const { facts, rate } of live) log(`live, all read models, to ${facts}: ${rate} facts/s`);
const inserted = await clickHouseInserts(stack, house);
log(`clickhouse ${inserted.perSecond} facts/s`);

/** A projector that has begun to follow: loading a program takes a second or two, and is none of the lag. */
const startFollowing = async (): Promise<ChildProcess> => {
  const projector = startProjector(stack, house);
  const last = id(2 * (await journal.append(1)));
  const isIn = async (): Promise<boolean> =>
    (await findOrder(new ReadModels(stack.reader).db, last)) !== undefined;
  await eventually('the projector follows', isIn, 600_000);
  return projector;
};
let projector = await startFollowing();
await eventually('the projector is live', () => caughtUp(stack), 600_000);
const subscriber = await stack.write.connectAs('gateway');
const lagAt = async (rate: number): Promise<Lag> => {
  const readModels = new ReadModels(stack.reader);
  const lag = await measureLag(journal, readModels, subscriber, rate, LAG_SECONDS, (n) =>
    id(2 * n),
  );
  log(`lag at ${rate}/s: ${JSON.stringify(lag)}`);
  return lag;
};
const lags: Lag[] = [];
for (const rate of RATES) lags.push(await lagAt(rate));
projector.kill();
await once(projector, 'exit');
projector = await startFollowing();
const lagAfterRestart = await lagAt(RESTART_RATE);
projector.kill();
await once(projector, 'exit');
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
      liveAllReadModels: live,
      clickHouse: inserted,
      lagMs: lags,
      lagAfterRestartMs: lagAfterRestart,
    },
    null,
    2,
  )}\n`,
);
