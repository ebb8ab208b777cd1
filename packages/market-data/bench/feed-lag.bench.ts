// pnpm bench:feed-lag [--rates 10000,100000] [--seconds 5]: the time from when a quote was due to when it is there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readVenueQuotes } from '@bellwether/domain';
import { connectRedis } from '@bellwether/platform/redis';
import { quiet, startTestRedis, startWriteStack, TEST_PASSWORD } from '@bellwether/testkit';
import { decodeFrame, MarketUpdate, UpdateKind } from '../src/index.ts';
import { Arrivals } from './lag/arrivals.ts';
import { lookedAt, periodOf, writeFeed } from './lag/evenly.ts';
import { machine } from './machine.ts';

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '10000,100000,500000' },
    seconds: { type: 'string', default: '5' },
  },
});
const SERVICE = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** How often the cache is asked, ms. */
const LOOK_MS = 2;
const seconds = Number(values.seconds);
const stack = await startWriteStack();
const redis = await startTestRedis(stack.directory);
const cli = await stack.connectAs('cli');
const ops = await stack.connectAs('ops');

/** One run of the service with a feed of so many quotes a second. */
async function measure(rate: number): Promise<object> {
  const path = join(stack.directory, `feed-${rate}.csv`);
  writeFeed(path, rate, seconds);
  const periodMs = periodOf(rate) / 1e6;
  const watched = lookedAt(rate);
  const seen = {
    frames: new Arrivals(),
    quotes: new Arrivals(),
    venues: new Arrivals(),
    cache: new Arrivals(),
  };
  const now = (): number => performance.now();
  let looked = -1;
  let updates = 0;
  const update = new MarketUpdate();
  const subscriptions = [
    cli.subscribe('md.updates.*', {
      callback: (_, { data }) =>
        decodeFrame(data, update, ({ kind, instrument, bidSize }) => {
          updates++;
          if (kind === UpdateKind.QUOTE && instrument === looked) seen.frames.saw(bidSize, now());
        }),
    }),
    cli.subscribe('md.symbols', {
      callback: (_, message) => {
        const { instrument, symbol } = message.json<{ instrument: number; symbol: string }>();
        if (symbol === watched) looked = instrument;
      },
    }),
    cli.subscribe('md.quotes', {
      callback: (_, message) => {
        for (const { symbol, bidSize } of message.json<{ symbol: string; bidSize: string }[]>())
          if (symbol === watched) seen.quotes.saw(Number(bidSize), now());
      },
    }),
    cli.subscribe('md.venues', {
      callback: (_, message) => {
        for (const { symbol, bidQuantity } of readVenueQuotes(message.string()))
          if (symbol === watched) seen.venues.saw(Number(bidQuantity), now());
      },
    }),
  ];
  await cli.flush();
  const service = spawn(process.execPath, ['--no-warnings', SERVICE], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NATS_URL: stack.natsUrl,
      NATS_USER: 'market_data',
      NATS_PASSWORD: TEST_PASSWORD,
      REDIS_URL: redis.redisUrl('market_data'),
      PROFILE: 'dev',
      ORDER_VENUES: 'feed=XFEE',
      LOG_LEVEL: 'warn',
      OPS_PORT: '0',
    },
  });
  const cache = connectRedis(redis.redisUrl('gateway'), 'bench', quiet);
  const ended = new AbortController();
  const looking = lookInCache(cache, watched, seen.cache, ended.signal);
  await addFeed(path);
  await sleep((seconds + 2) * 1_000);
  ended.abort();
  await looking;
  cache.disconnect();
  for (const subscription of subscriptions) subscription.unsubscribe();
  await ops.request('cmd.feed.remove.feed.ops', '', { timeout: 5_000 });
  service.kill('SIGTERM');
  await once(service, 'exit');
  const zero = Math.min(
    ...Object.values(seen)
      .filter(({ count }) => count > 0)
      .map((one) => one.zero(periodMs)),
  );
  const lags = Object.entries(seen).map(([name, one]) => [name, one.lags(zero, periodMs)]);
  return { rate, updates, lost: rate * seconds - updates, lagMs: Object.fromEntries(lags) };
}

async function lookInCache(
  cache: ReturnType<typeof connectRedis>,
  symbol: string,
  arrivals: Arrivals,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // Not connected yet: nothing is there.
    const text = await cache.get(`nbbo:${symbol}`).catch(() => null);
    if (text !== null)
      arrivals.saw(Number((JSON.parse(text) as { bidSize: string }).bidSize), performance.now());
    await sleep(LOOK_MS);
  }
}

/** The service may not have started yet: it is asked for so long, ms. */
const START_MS = 20_000;

async function addFeed(path: string): Promise<void> {
  const definition = JSON.stringify({ kind: 'FILE', path, format: 'csv' });
  const until = performance.now() + START_MS;
  for (;;) {
    const answer = await ops
      .request('cmd.feed.add.feed.ops', definition, { timeout: 1_000 })
      .then((reply) => reply.json<{ ok: boolean }>())
      .catch((error: unknown) => ({ ok: false, error }));
    if (answer.ok) return;
    if (performance.now() > until)
      throw new Error(`the feed is not added: ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

const before = machine();
const runs = [];
for (const rate of values.rates.split(',').map(Number)) runs.push(await measure(rate));
await redis.redis.stop();
await stack.stop();
console.log(
  JSON.stringify({ machine: before, loadAfter: machine()['loadAverage'], runs }, null, 2),
);
