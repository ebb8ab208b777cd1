import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClickHouseClient } from '@bellwether/platform/click-house';
import type { Sql } from '@bellwether/platform/postgres';
import { firstSeed, rounds } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClickHouseProjector } from '../src/analytics/projector.ts';
import type { RecordedFact } from '../src/index.ts';
import { ProjectorFencedError } from '../src/stores/postgres/errors.ts';
import { ordersProjection } from '../src/orders/projection.ts';
import type { OrderRow } from '../src/orders/table.ts';
import { foldFacts, type Rows } from '../src/runtime/fold.ts';
import { startAnalytics, type AnalyticsStores } from './analytics-stores.ts';
import { bidAfter, fillMarket } from './market-outside.ts';
import { MARKET_OPENING, marketFacts } from './market-facts.ts';
import { accepted, id, recorded, type Told } from './story.ts';

const EVENTS = 200;
/** A day that the tables' retention has not passed: the platform's clock stamps facts. */
const OPENED_AT = BigInt(Date.now() - 3_600_000) * 1_000_000n;
/** ns from one command to the next: candles of all lengths hold several. */
const STEP = 1_640_000_000n;

let stores: AnalyticsStores;
let sql: Sql;
let client: ClickHouseClient;
let analyst: ClickHouseClient;

beforeAll(async () => {
  stores = await startAnalytics();
  ({ sql, client, analyst } = stores);
});

afterAll(() => stores.stop());

/** A market in which somebody bids a little more each time, and others trade. */
const commands: readonly (readonly Told[])[] = [
  ...MARKET_OPENING.map((fact) => [fact]),
  ...Array.from({ length: EVENTS }, (_, n) => [
    ...marketFacts(n),
    accepted(900_000 + n, 'carol', 'BUY', 5n, 900_000n + BigInt(n) * 100n),
  ]),
];

/** Commands two by two at one position, as batches have them; trades know the market's best prices. */
const facts: readonly RecordedFact[] = commands.flatMap((told, n) =>
  recorded(told).map((one, entryIndex) => ({
    ...one,
    fact: quoted(one.fact),
    position: BigInt(100 + Math.floor(n / 2)),
    index: entryIndex + (n % 2 === 0 ? 0 : (commands[n - 1]?.length ?? 0)),
    entryIndex,
    commandId: id(n),
    at: OPENED_AT + BigInt(n) * STEP,
  })),
);

function quoted(fact: RecordedFact['fact']): RecordedFact['fact'] {
  if (fact.type !== 'TradeExecuted') return fact;
  const { price } = fact.data;
  return { ...fact, data: { ...fact.data, bestBid: price - 200n, bestOffer: price + 100n } };
}

/** Small enough for the books to be kept between most batches. */
const KEEP_BOOKS_FACTS = 130;

const projector = (to: ClickHouseClient = client): ClickHouseProjector =>
  new ClickHouseProjector(to, sql, history, KEEP_BOOKS_FACTS);

/** Facts that were read again to bring kept books up to date. */
let readAgain: readonly RecordedFact[] = [];

async function* history(after: bigint, upTo: bigint): AsyncGenerator<readonly RecordedFact[]> {
  readAgain = facts.filter(({ position }) => position > after && position <= upTo);
  for (const event of Map.groupBy(facts, ({ position }) => position).values())
    if (event.every(({ position }) => position > after && position <= upTo)) yield event;
}

/** Facts after a position, in batches that end at whole positions. */
async function follow(target: ClickHouseProjector, size: number): Promise<void> {
  for (;;) {
    const rest = facts.filter((fact) => fact.position > follow.reached(target));
    if (rest.length === 0) return;
    const end = rest[Math.min(size, rest.length) - 1]?.position ?? 0n;
    await target.apply(
      rest.filter((fact) => fact.position <= end),
      end,
    );
    follow.given.set(target, end);
  }
}
/** What a feed has handed over: more than is confirmed while a broken batch is being completed. */
follow.given = new Map<ClickHouseProjector, bigint>();
follow.reached = (target: ClickHouseProjector): bigint =>
  follow.given.get(target) ?? target.position;

async function ask<T>(query: string, of: ClickHouseClient = analyst): Promise<readonly T[]> {
  return (await of.query({ query, format: 'JSONEachRow' })).json<T>();
}

/** Everything that the tables and summaries say. */
async function contents(): Promise<unknown> {
  const tables = ['facts', 'trades', 'executions', 'order_events', 'quotes'];
  const views = ['candles', 'order_activity', 'execution_quality'];
  return Promise.all(
    [...tables, ...views].map((name) => ask(`select * from bellwether.${name} order by all`)),
  );
}

/** The best price that a side shows, and how much there. */
function best(orders: readonly OrderRow[], side: string): readonly [number, number] | null {
  const open = orders.filter((row) => row.side === side && row.shown > 0n);
  const prices = open.map(({ limitPrice }) => Number(limitPrice));
  if (prices.length === 0) return null;
  const price = side === 'BUY' ? Math.max(...prices) : Math.min(...prices);
  const there = open.filter(({ limitPrice }) => Number(limitPrice) === price);
  return [price / 10_000, there.reduce((sum, { shown }) => sum + Number(shown), 0)];
}

async function startOver(): Promise<void> {
  await sql`delete from read_models.sinks`;
}

/** A client whose n-th insert reaches ClickHouse while its answer is lost; or is lost before, with all that follow. */
function failing(n: number, when: 'before' | 'after'): ClickHouseClient {
  let inserts = 0;
  return new Proxy(client, {
    get(target, name) {
      if (name !== 'insert') return Reflect.get(target, name).bind?.(target);
      return async (...args: Parameters<ClickHouseClient['insert']>) => {
        const mine = (inserts += 1);
        if (mine >= n && when === 'before') throw new Error('lost');
        const result = await target.insert(...args);
        if (mine === n) throw new Error('lost');
        return result;
      };
    },
  });
}

describe('tables and summaries', () => {
  let expected: unknown;

  beforeAll(async () => {
    await startOver();
    const target = projector();
    await target.prepare();
    await follow(target, 100);
    expected = await contents();
  });

  test('hold every fact once', async () => {
    const [found] = await ask<{ facts: number }>('select count() as facts from bellwether.facts');
    expect(found?.facts).toBe(facts.length);
  });

  test('candles equal those made by hand', async () => {
    const trades = facts.flatMap(({ fact, at }) =>
      fact.type === 'TradeExecuted' ? [{ ...fact.data, at }] : [],
    );
    const minute = (at: bigint): bigint => at / 60_000_000_000n;
    const byMinute = Map.groupBy(trades, ({ at }) => minute(at));
    const byHand = [...byMinute].map(([start, inside]) => ({
      start: Number(start) * 60,
      open: Number(inside[0]?.price) / 10_000,
      high: Math.max(...inside.map(({ price }) => Number(price))) / 10_000,
      low: Math.min(...inside.map(({ price }) => Number(price))) / 10_000,
      close: Number(inside.at(-1)?.price) / 10_000,
      volume: inside.reduce((sum, { quantity }) => sum + Number(quantity), 0),
      trades: inside.length,
    }));
    expect(byHand.length).toBeGreaterThan(3);
    expect(
      await ask(
        `select toUnixTimestamp(start) as start, open, high, low, close, volume, trades
         from bellwether.candles where length = '1m' order by start`,
      ),
    ).toEqual(byHand);
  });

  test('execution quality against the national quote is as made by hand', async () => {
    const [found] = await ask<Record<string, number>>(
      `select * from bellwether.execution_quality where reference = 'NBBO'`,
    );
    // Buyers came in at one cent below the offer, half a cent above the middle of three cents.
    const shares = EVENTS * 3;
    expect(found).toMatchObject({
      executions: EVENTS / 2,
      shares,
      improved_shares: shares,
      at_quote_shares: 0,
      outside_shares: 0,
      midpoint_shares: 0,
      improvement_usd: shares * 0.01,
      effective_usd: shares * 0.01,
      effective_spread_usd: 0.01,
      quoted_spread_usd: 0.03,
    });
  });

  test('quotes are the best shown prices after each command, once for each change', async () => {
    const orders: Rows = new Map();
    const expected: unknown[] = [];
    let last = JSON.stringify({ bid: null, ask: null });
    for (const command of Map.groupBy(facts, ({ commandId }) => commandId).values()) {
      foldFacts(ordersProjection, command, orders);
      const shown = [...orders.values()].map((row) => row as unknown as OrderRow);
      const top = { bid: best(shown, 'BUY'), ask: best(shown, 'SELL') };
      if (JSON.stringify(top) === last) continue;
      last = JSON.stringify(top);
      const { position, index } = command.at(-1) as RecordedFact;
      expected.push({ position: Number(position), index, ...top });
    }
    const found = await ask<Record<string, number | null>>(
      `select position, batch_index as index, bid, bid_size, ask, ask_size from bellwether.quotes
       order by position, batch_index`,
    );
    const side = (price: unknown, size: unknown) => (price === null ? null : [price, size]);
    expect(expected.length).toBeGreaterThan(100);
    expect(
      found.map((row) => ({
        position: row['position'],
        index: row['index'],
        bid: side(row['bid'], row['bid_size']),
        ask: side(row['ask'], row['ask_size']),
      })),
    ).toEqual(expected);
  });

  test('order activity counts orders, cancels and executions', async () => {
    const [found] = await ask<Record<string, number>>(
      `select sum(orders) as orders, sum(cancelled) as cancelled, sum(executions) as executions
       from bellwether.order_activity`,
    );
    expect(found).toEqual({ orders: EVENTS * 2.5, cancelled: EVENTS / 4, executions: EVENTS });
  });

  // Every other one in `npm test`, the others on the next day.
  const crashes = [1, 2, 3, 4, 5, 7, 10].flatMap((n) =>
    (['before', 'after'] as const).map((when) => [n, when] as const),
  );
  const day = Math.floor(firstSeed() / 10_000);
  test.each(crashes.filter((_, at) => (at + day) % rounds(2, 1) === 0))(
    'a crash around insert %i (%s it was stored) leaves nothing out and nothing twice',
    async (n, when) => {
      await startOver();
      const broken = projector(failing(n, when));
      await broken.prepare();
      await expect(follow(broken, 100)).rejects.toThrow('lost');
      // Batches that come after a restart end elsewhere.
      const next = projector();
      await next.prepare();
      await follow(next, 170);
      expect(await contents()).toEqual(expected);
    },
  );

  test('a start reads again only what came after the books were kept', async () => {
    await startOver();
    const first = projector();
    await first.prepare();
    const part = facts[facts.length >> 1]?.position ?? 0n;
    for (let end = facts[0]?.position ?? 0n; end <= part; end += 10n)
      await first.apply(
        facts.filter(({ position }) => position <= end),
        end,
      );
    const next = projector();
    await next.prepare();
    expect(readAgain.length).toBeGreaterThan(0);
    expect(readAgain.length).toBeLessThan(2 * KEEP_BOOKS_FACTS);
    await follow(next, 170);
    expect(await contents()).toEqual(expected);
  });

  test('kept books of another fold, or from beyond the tables, are made anew', async () => {
    for (const spoil of ['books_version = 0', 'books_position = 999999', 'books_position = null']) {
      await startOver();
      const first = projector();
      await first.prepare();
      const end = facts[facts.length >> 1]?.position ?? 0n;
      await first.apply(
        facts.filter(({ position }) => position <= end),
        end,
      );
      await sql.unsafe(`update read_models.sinks set ${spoil}`);
      await sql`update read_models.clickhouse_books set limit_price = 1, shown = 1`;
      const next = projector();
      await next.prepare();
      await follow(next, 100);
      expect(await contents()).toEqual(expected);
    }
  });

  test('a writer that was superseded cannot announce, however late it wakes', async () => {
    await startOver();
    const old = projector();
    await old.prepare();
    const end = facts[99]?.position ?? 0n;
    await old.apply(
      facts.filter(({ position }) => position <= end),
      end,
    );
    const next = projector();
    await next.prepare();
    await expect(follow(old, 50)).rejects.toBeInstanceOf(ProjectorFencedError);
    await follow(next, 80);
    expect(await contents()).toEqual(expected);
  });

  test('a lost ledger and lost tables are noticed: everything is filled anew', async () => {
    await sql`delete from read_models.sinks`;
    const first = projector();
    await first.prepare();
    expect(first.position).toBe(-1n);
    await follow(first, 500);
    await client.command({ query: 'drop table bellwether.quotes' });
    const half = projector();
    await half.prepare();
    expect(half.position).toBe(-1n);
    await follow(half, 500);
    expect(await contents()).toEqual(expected);
    // Another program's tables have other columns.
    await client.command({ query: 'drop table bellwether.execution_quality_from_executions' });
    await client.command({ query: 'alter table bellwether.executions drop column arrival_bid' });
    await client.command({ query: `alter table bellwether.installation modify comment 'another'` });
    const other = projector();
    await other.prepare();
    expect(other.position).toBe(-1n);
    await follow(other, 500);
    expect(await contents()).toEqual(expected);
    await client.command({ query: 'drop database bellwether' });
    const second = projector();
    await second.prepare();
    expect(second.position).toBe(-1n);
    await follow(second, 500);
    expect(await contents()).toEqual(expected);
  });
});

describe('docs/analytics.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/analytics.md'), 'utf8');
  const queries = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, query]) => query ?? '');

  beforeAll(() => fillMarket(client, OPENED_AT));

  test.each(queries.map((query) => [query.split('\n', 1)[0], query]))('%s …', async (_, query) => {
    const rows = await ask(query.replace("'ACME'", "'X'"));
    expect(rows.length).toBeGreaterThan(0);
  });

  test('names every table and view', async () => {
    const found = await ask<{ name: string }>(
      `select name from system.tables where database = 'bellwether' and name not like '%\\_state' and name not like '%\\_from\\_%'`,
    );
    const missing = found.filter(({ name }) => !text.includes(`\`${name}\``));
    expect(missing.map(({ name }) => name)).toEqual(['installation']);
    const outside = await ask<{ name: string }>(
      `select concat('market.', name) as name from system.tables where database = 'market'`,
    );
    expect(outside.filter(({ name }) => !text.includes(`\`${name}\``))).toEqual([]);
    expect(outside).toHaveLength(4);
  });

  test('finds the quotes of the moment, not those of before or after', async () => {
    const [query = ''] = queries.filter((one) => one.includes('best_ask - best_bid'));
    const rows = await ask<{ accepted_at: string; best_bid: number; spread_usd: number }>(
      query.replace('any(o.at)', 'toString(toUnixTimestamp64Nano(any(o.at)))'),
    );
    expect(rows.length).toBeGreaterThan(50);
    for (const { accepted_at: at, best_bid: bid, spread_usd: spread } of rows) {
      const second = Number((BigInt(at) - OPENED_AT) / 1_000_000_000n);
      expect([bid, spread]).toEqual([bidAfter(second), 0.5]);
    }
  });

  test('the analyst changes nothing', async () => {
    await expect(analyst.command({ query: 'truncate table bellwether.trades' })).rejects.toThrow(
      /readonly/,
    );
  });
});
