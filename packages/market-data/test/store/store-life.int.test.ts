import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createRegistry } from '@bellwether/platform/service';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MarketDataMetrics } from '../../src/metrics.ts';
import type { MarketStore } from '../../src/store/market-store.ts';
import { quoteOf, tell, TODAY } from './said-updates.ts';
import { StoreStack } from './store-stack.ts';

let stack: StoreStack;
beforeAll(async () => {
  stack = await StoreStack.start();
});
afterAll(() => stack.stop());

/** Waits ten seconds for what is to become true. */
const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 10_000, interval: 50 });

describe('rows are kept', () => {
  const kept = async (table: string): Promise<string> => {
    const [row] = await stack.ask<{ engine_full: string }>(
      `select engine_full from system.tables where database = 'market' and name = '${table}'`,
    );
    return /TTL (.*?)(?: SETTINGS|$)/.exec(row?.engine_full ?? '')?.[1] ?? '';
  };

  test('as long as the settings say: of what sources say a day, of bars seven years; another setting is taken over', async () => {
    await stored(stack.store());
    expect(await kept('quotes')).toBe('toDateTime(received_at) + toIntervalHour(24)');
    expect(await kept('deltas')).toBe('toDateTime(received_at) + toIntervalHour(24)');
    expect(await kept('bars')).toBe('toDateTime(received_at) + toIntervalYear(7)');
    await stored(stack.store({ retention: { rawHours: 48, barsYears: 1 } }));
    expect(await kept('trades')).toBe('toDateTime(received_at) + toIntervalHour(48)');
    expect(await kept('bars')).toBe('toDateTime(received_at) + toIntervalYear(1)');
  });

  test('and no longer', async () => {
    const store = stack.store();
    const old = Object.assign(quoteOf(1), { receiveDay: TODAY - 3 });
    tell(store, 'old', [old]);
    await store.stop();
    await eventually(async () =>
      expect(await stack.ask(`select * from market.quotes where source = 'old'`)).toEqual([]),
    );
  });
});

describe('in ClickHouse', () => {
  test('the service reads nothing, and writes no other database', async () => {
    for (const query of [
      'select 1',
      'select * from market.quotes',
      'select * from system.tables',
      'create table bellwether.t (a Int8) engine = MergeTree order by a',
      'create table market.t engine = MergeTree order by tuple() as select * from market.quotes',
      'drop table market.quotes',
      'truncate table market.quotes',
    ])
      await expect(stack.writer.command({ query }), query).rejects.toThrow(/privileges/);
    await expect(
      stack.writer.insert({
        table: 'bellwether.trades',
        values: [{ a: 1 }],
        format: 'JSONEachRow',
      }),
    ).rejects.toThrow(/privileges/);
  });

  test('the analyst reads, and writes nothing', async () => {
    expect(await stack.ask('select count() > 0 as is from market.quotes')).toEqual([{ is: 1 }]);
    for (const query of [
      'truncate table market.quotes',
      'create table market.t (a Int8) engine = MergeTree order by a',
      "insert into market.quotes (symbol) values ('X')",
    ])
      await expect(stack.analyst.command({ query }), query).rejects.toThrow(/readonly/);
  });
});

describe('while ClickHouse', () => {
  test('is away, rows are dropped and counted; those that come afterwards are stored', async () => {
    const store = stack.store({ rowsMax: 100 });
    await stack.server.stop();
    tell(
      store,
      'away',
      Array.from({ length: 150 }, (_, n) => quoteOf(n)),
    );
    expect(store.counts['quotes']).toEqual({ stored: 0, dropped: 50 });
    // Sources at full speed do not wait for it.
    await store.room();
    await eventually(() => expect(store.counts['quotes']).toEqual({ stored: 0, dropped: 150 }));
    await stack.server.start();
    tell(store, 'away', [quoteOf(1_000)]);
    await eventually(() => expect(store.counts['quotes']).toEqual({ stored: 1, dropped: 150 }));
    await store.stop();
    const registry = createRegistry('test');
    new MarketDataMetrics(registry).showStored(store);
    const shown = await registry.metrics();
    for (const line of [
      'outcome="stored",service="test"} 1\n',
      'outcome="dropped",service="test"} 150\n',
    ])
      expect(shown).toContain(`market_data_stored_total{table="quotes",${line}`);
    expect(await stack.ask(`select sequence from market.quotes where source = 'away'`)).toEqual([
      { sequence: '1000' },
    ]);
  });

  test('does not answer, the store stops all the same, with what it had counted as dropped', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const store = stack.store({}, `http://market_data:password@127.0.0.1:${port}`);
    tell(store, 'silent', [quoteOf(1)]);
    await store.stop();
    expect(store.counts['quotes']).toEqual({ stored: 0, dropped: 1 });
    silent.close();
  });

  test('takes its time, sources at full speed wait and nothing is lost', async () => {
    const store = stack.store({ rowsMax: 500 });
    for (let n = 0; n < 5_000; n += 100) {
      tell(
        store,
        'full',
        Array.from({ length: 100 }, (_, i) => quoteOf(n + i)),
      );
      await store.room();
    }
    await store.stop();
    expect(store.counts['quotes']).toEqual({ stored: 5_000, dropped: 0 });
    expect(
      await stack.ask(
        `select count() as n, sum(sequence) as s from market.quotes where source = 'full'`,
      ),
    ).toEqual([{ n: '5000', s: '12497500' }]);
  });
});

/** Has a store write something, so that its tables are there. */
async function stored(store: MarketStore): Promise<void> {
  tell(store, 'any', [quoteOf(1)]);
  await store.stop();
}
