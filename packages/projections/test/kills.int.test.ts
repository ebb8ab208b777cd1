import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { eventually, rounds, startTestClickHouse, type TestClickHouse } from '@bellwether/testkit';
import { JSONCodec } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLog, ReadModelAudit, verifyAuditLog } from '../src/index.ts';
import { QuoteFold, type QuoteRow } from '../src/market-data/quote-fold.ts';
import { jsonRow } from '../src/stores/clickhouse/table.ts';
import { quotesTable } from '../src/market-data/quotes.ts';
import { ReadModels } from '../src/read-model.ts';
import { marketFacts, MARKET_OPENING } from './market-facts.ts';
import { startProjector } from './child/start-projector.ts';
import { appendFacts, startProjectionStack, type ProjectionStack } from './projection-stack.ts';

// The promise of the read side, tried the hard way: a mixed market of many facts, a projector that is
// killed again and again at random moments, and at the end nothing lost, nothing twice.

const KILLS = rounds(4, 30);
const FACTS = rounds(20_000, 200_000);
const COMMANDS_PER_BATCH = 250;
/** An hour ago: rows of long ago would be removed by their retention. */
const START = BigInt(Date.now()) * 1_000_000n - 3_600_000_000_000n;

let stack: ProjectionStack;
let house: TestClickHouse;
let child: ChildProcess | undefined;
let appended = 0;
let commands = 0;
let orders = 0;

beforeAll(async () => {
  stack = await startProjectionStack();
  house = await startTestClickHouse(stack.write.directory);
});

afterAll(async () => {
  child?.kill('SIGKILL');
  await house.stop();
  await stack.stop();
});

async function kill(): Promise<void> {
  child?.kill('SIGKILL');
  if (child?.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

async function appendBatch(): Promise<void> {
  const entries = Array.from({ length: COMMANDS_PER_BATCH }, () => {
    commands += 1;
    const facts = marketFacts(commands);
    appended += facts.length;
    orders += facts.filter(({ type }) => type === 'OrderAccepted').length;
    return { n: commands, facts, at: START + BigInt(commands) * 1_000_000n };
  });
  await appendFacts(stack.client, entries);
}

test(`${FACTS} facts with the projector killed ${KILLS} times: every store equals the log (I5, I6, I7)`, async () => {
  await appendFacts(stack.client, [{ n: 9_999_999, facts: MARKET_OPENING, at: START }]);
  appended += MARKET_OPENING.length;
  child = startProjector(stack, house);
  // From the first moment at which history is in, changes are announced, across every kill.
  const live = async (): Promise<boolean> => {
    const [row] = await stack.access.owner<{ live: boolean }[]>`
      select bool_and(live) as live from read_models.checkpoints`;
    return row?.live === true;
  };
  await eventually('it is live', live, 60_000);
  await kill();
  let killed = 0;
  const appending = (async () => {
    while (appended < FACTS || killed < KILLS) {
      if (appended < FACTS) await appendBatch();
      else await sleep(20);
    }
  })();
  while (killed < KILLS) {
    child = startProjector(stack, house);
    // From before it is connected to well into its work.
    await sleep(300 + Math.random() * 1_200);
    await kill();
    killed += 1;
  }
  await appending;
  child = startProjector(stack, house);
  let head = -1n;
  const audit = new ReadModelAudit();
  const books = new QuoteFold();
  const quotes: QuoteRow[] = [];
  for await (const facts of readLog(stack.client)) {
    audit.add(facts);
    quotes.push(...books.add(facts));
    head = facts[0]?.position ?? head;
  }
  const readModels = new ReadModels(stack.reader);
  await eventually('Postgres is there', () => readModels.reached(head, 1_000), 240_000);
  const diffs = await audit.compare(stack.reader, () => readLog(stack.client));
  expect(diffs.map(({ differing, deadLetters }) => ({ differing, deadLetters }))).toEqual(
    diffs.map(() => ({ differing: [], deadLetters: 0 })),
  );
  const { rows, breaks } = await verifyAuditLog(stack.access.owner);
  expect({ rows, breaks }).toEqual({ rows: appended, breaks: [] });
  await clickHouseEquals();
  await quotesEqual(quotes);
  await everyOrderWasAnnouncedLast();
}, 600_000);

/** Plain counts, without `final`: not even for a moment is a row there twice. */
async function clickHouseEquals(): Promise<void> {
  const client = connectClickHouse(house.projectionsUrl, 'test');
  const ask = async (): Promise<readonly number[]> => {
    const result = await client.query({
      query: `select (select count() from bellwether.facts), (select count() from bellwether.trades),
        (select sum(trades) from bellwether.candles where length = '1m'),
        (select sum(orders) from bellwether.latencies)`,
      format: 'JSONCompactEachRow',
    });
    const [row] = await result.json<(number | string)[]>();
    return (row as (number | string)[]).map(Number);
  };
  const trades = Math.floor((commands + 1) / 2);
  await eventually('ClickHouse is there', async () => (await ask())[0] === appended, 240_000);
  await sleep(2_000);
  expect(await ask()).toEqual([appended, trades, trades, orders]);
  await client.close();
}

/** Books that were kept and taken up again tell what books do that were folded in one go. */
async function quotesEqual(quotes: readonly QuoteRow[]): Promise<void> {
  const client = connectClickHouse(house.projectionsUrl, 'test');
  const result = await client.query({
    query: `select position, batch_index, bid, bid_size, ask, ask_size from bellwether.quotes
      order by position, batch_index, instrument_id`,
    format: 'JSONEachRow',
  });
  const found = await result.json<Readonly<Record<string, unknown>>>();
  await client.close();
  const expected = quotes.map((quote) => jsonRow(quotesTable, quote));
  const text = (row: Readonly<Record<string, unknown>>): string =>
    ['position', 'batch_index', 'bid', 'bid_size', 'ask', 'ask_size']
      .map((name) => (row[name] === null ? '' : Number(row[name])))
      .join(' ');
  // As many as make the comparison mean something: one for two hundred facts.
  expect(expected.length).toBeGreaterThan(FACTS / 200);
  expect(found.map(text)).toEqual(expected.map(text));
}

/** Whatever was told twice or late, what subscribers were told last of a sample of orders is how they stand. */
async function everyOrderWasAnnouncedLast(): Promise<void> {
  await eventually(
    'everything is published',
    async () => {
      const [row] = await stack.access.owner<{ n: number }[]>`
        select count(*)::int as n from read_models.change_feed`;
      return row?.n === 0;
    },
    240_000,
  );
  const provisioner = await stack.write.connectAs('provisioner');
  const manager = await provisioner.jetstreamManager();
  const { state } = await manager.streams.info('EVENTS');
  const codec = JSONCodec<{ orderId?: string; position: string }>();
  const seen = new Map<string, bigint>();
  for (
    let sequence = Math.max(state.first_seq, state.last_seq - 500);
    sequence <= state.last_seq;
    sequence++
  ) {
    const message = await manager.streams.getMessage('EVENTS', { seq: sequence });
    const { orderId, position } = codec.decode(message.data);
    if (orderId !== undefined) seen.set(orderId, BigInt(position));
  }
  expect(seen.size).toBeGreaterThan(0);
  const rows = await stack.reader<{ order_id: string; position: string }[]>`
    select order_id, position from read_models.orders where order_id = any(${[...seen.keys()]})`;
  expect(new Map(rows.map((row) => [row.order_id, BigInt(row.position)]))).toEqual(seen);
}
