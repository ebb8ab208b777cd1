import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectClickHouse,
  connectPostgres,
  type ClickHouseClient,
  type Sql,
} from '@bellwether/platform';
import {
  startReadStores,
  startTestClickHouse,
  type ReadStores,
  type TestClickHouse,
} from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ClickHouseProjector } from '../src/clickhouse/projector.ts';
import { SinkLedger } from '../src/clickhouse/sink-ledger.ts';
import { migrateReadModels, type RecordedFact } from '../src/index.ts';
import { ProjectorFencedError } from '../src/postgres/errors.ts';
import { MARKET_OPENING, marketFacts } from './market-facts.ts';
import { recorded } from './story.ts';

const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));
const EVENTS = 200;
/** A day that the tables' retention has not passed: the platform's clock stamps facts. */
const OPENED_AT = BigInt(Date.now() - 3_600_000) * 1_000_000n;
/** ns from one fact to the next: candles of all lengths hold several. */
const STEP = 740_000_000n;

let stores: ReadStores;
let house: TestClickHouse;
let sql: Sql;
let client: ClickHouseClient;
let analyst: ClickHouseClient;

beforeAll(async () => {
  [stores, house] = await Promise.all([startReadStores(directory), startTestClickHouse(directory)]);
  await migrateReadModels(stores.ownerUrl);
  sql = connectPostgres({ url: stores.projectorUrl, name: 'test' });
  client = connectClickHouse(house.projectionsUrl, 'test');
  analyst = connectClickHouse(house.analystUrl, 'test');
});

afterAll(async () => {
  await Promise.all([sql.end(), client.close(), analyst.close()]);
  await Promise.all([stores.stop(), house.stop()]);
  rmSync(directory, { recursive: true, force: true });
});

/** Facts two by two at one position, as batches have them; trades know the market's best prices. */
const facts: readonly RecordedFact[] = recorded([
  ...MARKET_OPENING,
  ...Array.from({ length: EVENTS }, (_, n) => marketFacts(n)).flat(),
]).map((one, index) => ({
  ...one,
  fact: quoted(one.fact),
  position: BigInt(100 + Math.floor(index / 2)),
  index: index % 2,
  at: OPENED_AT + BigInt(index) * STEP,
}));

function quoted(fact: RecordedFact['fact']): RecordedFact['fact'] {
  if (fact.type !== 'TradeExecuted') return fact;
  const { price } = fact.data;
  return { ...fact, data: { ...fact.data, bestBid: price - 200n, bestOffer: price + 100n } };
}

const projector = (to: ClickHouseClient = client): ClickHouseProjector =>
  new ClickHouseProjector(to, new SinkLedger(sql, 'clickhouse'));

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
  const tables = ['facts', 'trades', 'executions', 'order_events'];
  const views = ['candles', 'order_activity', 'execution_quality'];
  return Promise.all(
    [...tables, ...views].map((name) => ask(`select * from bellwether.${name} order by all`)),
  );
}

async function startOver(): Promise<void> {
  await sql`delete from read_models.sinks`;
}

/** A client whose n-th insert reaches ClickHouse while its answer is lost, or is lost before. */
function failing(n: number, when: 'before' | 'after'): ClickHouseClient {
  let inserts = 0;
  return new Proxy(client, {
    get(target, name) {
      if (name !== 'insert') return Reflect.get(target, name).bind?.(target);
      return async (...args: Parameters<ClickHouseClient['insert']>) => {
        inserts += 1;
        if (inserts === n && when === 'before') throw new Error('lost');
        const result = await target.insert(...args);
        if (inserts === n) throw new Error('lost');
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

  test('execution quality knows improvement and effective spread', async () => {
    const [found] = await ask<Record<string, number>>('select * from bellwether.execution_quality');
    // Buyers came in at one cent below the offer, half a cent above the middle.
    const shares = EVENTS * 3;
    expect(found).toMatchObject({
      shares,
      quoted_shares: shares,
      improved_shares: shares,
      improvement_usd: shares * 0.01,
      effective_spread_usd: 0.01,
    });
  });

  test('order activity counts orders, cancels and executions', async () => {
    const [found] = await ask<Record<string, number>>(
      `select sum(orders) as orders, sum(cancelled) as cancelled, sum(executions) as executions
       from bellwether.order_activity`,
    );
    expect(found).toEqual({ orders: EVENTS * 1.5, cancelled: EVENTS / 4, executions: EVENTS });
  });

  test.each(
    [1, 2, 3, 4, 6, 7].flatMap((n) => (['before', 'after'] as const).map((w) => [n, w] as const)),
  )(
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

  test('a writer that was superseded cannot announce, however late it wakes', async () => {
    await startOver();
    const old = projector();
    await old.prepare();
    await old.apply(facts.slice(0, 100), facts[99]?.position ?? 0n);
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
  });

  test('the analyst changes nothing', async () => {
    await expect(analyst.command({ query: 'truncate table bellwether.trades' })).rejects.toThrow(
      /readonly/,
    );
  });
});
