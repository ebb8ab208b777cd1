import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectClickHouse, type ClickHouseClient } from '@bellwether/platform';
import { quiet, startTestClickHouse, type TestClickHouse } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClickHouseProjector } from '../src/clickhouse/projector.ts';
import { ProjectorFencedError } from '../src/postgres/errors.ts';
import { readLog, type RecordedFact } from '../src/index.ts';
import { runFeed } from '../src/runtime/feed.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import { appendFacts, startProjectionStack, type ProjectionStack } from './projection-stack.ts';

const COMMANDS = 400;
/** An hour ago, ns: rows of long ago would be removed by their retention. */
const NOON = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;
const STEP = 250_000_000n;
const TRADES = COMMANDS / 2;

let stack: ProjectionStack;
let house: TestClickHouse;
let client: ClickHouseClient;
let analyst: ClickHouseClient;

beforeAll(async () => {
  stack = await startProjectionStack();
  house = await startTestClickHouse(stack.write.directory);
  client = connectClickHouse(house.projectionsUrl, 'test');
  analyst = connectClickHouse(house.analystUrl, 'test');
  await appendFacts(stack.client, [{ n: 999_999, facts: MARKET_OPENING, at: NOON }]);
  for (let n = 1; n <= COMMANDS; n += 5)
    await appendFacts(
      stack.client,
      Array.from({ length: 5 }, (_, i) => ({
        n: n + i,
        facts: marketFacts(n + i),
        at: NOON + BigInt(n + i) * STEP,
      })),
    );
});

afterAll(async () => {
  await Promise.all([client.close(), analyst.close()]);
  await house.stop();
  await stack.stop();
});

const projector = (): ClickHouseProjector =>
  new ClickHouseProjector(client, stack.access.projector, stack.client);

/** Follows the log to its end. @param batch facts of one batch. */
async function follow(sink: ClickHouseProjector, batch: number): Promise<void> {
  await sink.prepare();
  const done = new AbortController();
  await runFeed({
    client: stack.client,
    after: sink.position < 0n ? undefined : sink.position,
    signal: done.signal,
    logger: quiet,
    batchFactsMax: batch,
    async apply({ facts, position, caughtUp }) {
      if (facts.length > 0) lastBatchStart = sink.position;
      await sink.apply(facts, position);
      if (caughtUp) done.abort();
    },
  });
}

async function ask<Row>(query: string, asker = analyst): Promise<readonly Row[]> {
  return (await asker.query({ query, format: 'JSONEachRow' })).json<Row>();
}

/** What the tables and views say in all. */
const totals = async (): Promise<readonly (readonly unknown[])[]> =>
  Promise.all(
    [
      'select count() as n, sum(batch_index) as places from bellwether.facts',
      'select count() as n, sum(quantity) as shares from bellwether.trades',
      'select count() as n, sum(executed) as shares, sum(leaves) as open from bellwether.orders final',
      'select sum(volume) as shares, sum(trades) as n, sum(turnover) as turnover from bellwether.candles',
      'select sum(messages) as messages, sum(trades) as trades from bellwether.order_to_trade',
      'select sum(orders) as orders, count() as minutes from bellwether.latency_percentiles',
    ].map((query) => ask(query)),
  );

/** Where the last batch began that was written. */
let lastBatchStart = -1n;
let expected: readonly (readonly unknown[])[];

describe('what follows from the facts', () => {
  test('is there when the log has been followed to its end', async () => {
    await follow(projector(), 100);
    expected = await totals();
    const [facts, trades, orders, candles, activity] = (expected as Record<string, number>[][]).map(
      ([row]) => row,
    );
    const count = Array.from({ length: COMMANDS }, (_, n) => marketFacts(n + 1)).flat().length;
    expect(Number(facts?.['n'])).toBe(count + MARKET_OPENING.length);
    expect(Number(trades?.['shares'])).toBe(TRADES * 6);
    expect(Number(orders?.['shares'])).toBe(TRADES * 6 * 2);
    expect(Number(candles?.['shares'])).toBe(TRADES * 6 * 7);
    expect(Number(activity?.['trades'])).toBe(TRADES * 2);
  });

  test('candles are those of a plain computation over the trades', async () => {
    const trades = await ask<{ ms: string; price: number; quantity: number }>(
      `select toUnixTimestamp64Milli(at) as ms, toFloat64(price) as price, toFloat64(quantity) as quantity
       from bellwether.trades final order by position, batch_index`,
    );
    for (const seconds of [1, 60, 3_600]) {
      const plain = new Map<number, { o: number; h: number; l: number; c: number; v: number }>();
      for (const { ms, price, quantity } of trades) {
        const start = Math.floor(Number(ms) / 1_000 / seconds) * seconds;
        const before = plain.get(start) ?? { o: price, h: price, l: price, c: price, v: 0 };
        plain.set(start, {
          o: before.o,
          h: Math.max(before.h, price),
          l: Math.min(before.l, price),
          c: price,
          v: before.v + quantity,
        });
      }
      const candles = await ask<{ start: number }>(
        `select toUnixTimestamp(start) as start, toFloat64(open) as o, toFloat64(high) as h, toFloat64(low) as l,
           toFloat64(close) as c, toFloat64(volume) as v from bellwether.candles where seconds = ${seconds}`,
      );
      expect(new Map(candles.map(({ start, ...rest }) => [start, rest]))).toEqual(plain);
    }
  });
});

describe('a batch sent twice', () => {
  test('after a crash between writing and noting it changes nothing, in tables and views', async () => {
    const { position, intent } = await stackSink();
    expect(position).toBe(intent);
    // As if the process had ended just before it noted that the last batch is in.
    await stack.access.projector`
      update read_models.sinks set position = ${`${lastBatchStart}`}::int8`;
    await projector().prepare();
    expect(await totals()).toEqual(expected);
    expect((await stackSink()).position).toBe(intent);
  });

  test('by a projector that another one has taken over from, is refused', async () => {
    const [first, second] = [projector(), projector()];
    await first.prepare();
    await second.prepare();
    await expect(
      first.apply([{ ...(await anyFact()), position: 10n ** 12n }], 10n ** 12n),
    ).rejects.toThrow(ProjectorFencedError);
    expect(await totals()).toEqual(expected);
  });
});

async function stackSink(): Promise<{ position: string; intent: string }> {
  const [row] = await stack.access.projector<{ position: string; intent: string }[]>`
    select position, intent from read_models.sinks`;
  return row as { position: string; intent: string };
}

async function anyFact(): Promise<RecordedFact> {
  for await (const [fact] of readLog(stack.client)) if (fact !== undefined) return fact;
  throw new Error('the log is empty');
}

describe('the analyst', () => {
  test.each([
    'insert into bellwether.trades (position) values (1)',
    'drop table bellwether.trades',
    'alter table bellwether.facts delete where 1',
    'create table bellwether.mine (a Int8) engine = Memory',
  ])('cannot: %s', async (query) => {
    await expect(analyst.command({ query })).rejects.toThrow(/readonly|not allowed|privileges/i);
  });

  test.each([
    ['rows', 'select number from system.numbers limit 1000001'],
    ['memory', 'select groupArray(number) from numbers(400000000)'],
  ])('has a limit of %s', async (_what, query) => {
    await expect(ask(query)).rejects.toThrow(/limit/i);
  });
});

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../docs/analytics.md'), 'utf8');
const QUESTIONS = [...DOCUMENT.matchAll(/\n([^\n]+):\n\n```sql\n([\s\S]*?)```/g)].map(
  ([, title = '', query = '']) => [title, query] as const,
);

describe('docs/analytics.md', () => {
  test('has questions', () => {
    expect(QUESTIONS.length).toBeGreaterThanOrEqual(10);
  });

  test.each(QUESTIONS)('%s', async (title, query) => {
    const rows = await ask(query);
    // None of these orders is refused, and none has the id of the example's.
    const mayBeEmpty = /refused|one order/.test(title);
    expect(rows.length > 0 || mayBeEmpty).toBe(true);
  });
});

test('a data directory that was lost is filled again from the log', async () => {
  for (const table of [
    'facts',
    'trades',
    'orders',
    'latencies',
    'candle_states',
    'activity_states',
    'latency_states',
  ])
    await client.command({ query: `drop table bellwether.${table} sync` });
  for (const view of ['candle_feed', 'message_feed', 'trade_feed', 'latency_feed'])
    await client.command({ query: `drop view bellwether.${view} sync` });
  await follow(projector(), 1_000);
  expect(await totals()).toEqual(expected);
});
