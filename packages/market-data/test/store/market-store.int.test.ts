import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { firstSeed } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { Bar, BarKind } from '../../src/bars/bar.ts';
import { UpdateAction, UpdateKind } from '../../src/index.ts';
import { BarRecorder } from '../../src/store/bar-recorder.ts';
import type { MarketStore } from '../../src/store/market-store.ts';
import { StoreStack } from './store-stack.ts';
import { instant, quoteOf, sampleUpdates, SYMBOLS, tell, TODAY, whole } from './said-updates.ts';

const MINUTE = 60_000_000_000;
const HOUR = 60 * MINUTE;

let stack: StoreStack;
beforeAll(async () => {
  stack = await StoreStack.start();
});
afterAll(() => stack.stop());

/** What becomes true within ten seconds. */
const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 10_000, interval: 50 });

/** Columns of every row, and some of its own, as numbers without loss. */
const columns = (own: string): string =>
  `symbol, toString(toUnixTimestamp64Nano(event_at)) as event, toString(toUnixTimestamp64Nano(received_at)) as received, sequence, ${own}`;
const price = (column: string): string =>
  `toString(reinterpret(assumeNotNull(${column}), 'Int64'))`;
const sorted = (rows: readonly object[]): readonly string[] =>
  rows.map((row) => JSON.stringify(Object.values(row))).toSorted();

describe('what a source says is what the tables hold', () => {
  const seed = firstSeed();

  test('quotes, with nothing where a side is empty', async () => {
    const updates = sampleUpdates([UpdateKind.QUOTE], 500, seed);
    const store = stack.store();
    tell(store, 'quoting', updates);
    await store.stop();
    const rows = await stack.ask(
      `select ${columns(`if(bid is null, '', ${price('bid')}) as b, bid_size, if(ask is null, '', ${price('ask')}) as a, ask_size, conditions`)} from market.quotes where source = 'quoting'`,
    );
    expect(sorted(rows)).toEqual(
      sorted(
        updates.map((update) => ({
          ...said(update),
          bid: update.bidSize > 0 ? `${update.bidPrice}` : '',
          bidSize: `${update.bidSize}`,
          ask: update.askSize > 0 ? `${update.askPrice}` : '',
          askSize: `${update.askSize}`,
          conditions: update.conditions,
        })),
      ),
    );
    expect(store.counts['quotes']).toEqual({ stored: 500, dropped: 0 });
  });

  test('trades, their corrections and cancels', async () => {
    const updates = sampleUpdates([UpdateKind.TRADE], 500, seed).filter(({ action }) =>
      ACTIONS.has(action),
    );
    const store = stack.store();
    tell(store, 'trading', updates);
    await store.stop();
    const rows = await stack.ask(
      `select ${columns(`action, side, ${price('price')} as p, size, conditions, trade_id, corrected_id`)} from market.trades where source = 'trading'`,
    );
    expect(sorted(rows)).toEqual(
      sorted(
        updates.map((update) => ({
          ...said(update),
          action: ACTIONS.get(update.action),
          side: SIDES[update.side],
          price: `${update.price}`,
          size: `${update.quantity}`,
          conditions: update.conditions,
          trade: whole(update.tradeHigh, update.tradeLow),
          corrected:
            update.action === UpdateAction.ADD
              ? '0'
              : whole(update.correctedHigh, update.correctedLow),
        })),
      ),
    );
  });

  test('orders and levels of its book', async () => {
    const updates = sampleUpdates([UpdateKind.DELTA, UpdateKind.LEVEL], 500, seed).map((update) =>
      Object.assign(update, { remaining: Math.max(update.remaining, -1) }),
    );
    const store = stack.store();
    tell(store, 'booking', updates);
    await store.stop();
    const rows = await stack.ask(
      `select ${columns(`part, kind, action, side, ${price('price')} as p, size, remaining, order_id`)} from market.deltas where source = 'booking'`,
    );
    expect(sorted(rows)).toEqual(
      sorted(
        updates.map((update) => {
          const isOrder = update.kind === UpdateKind.DELTA;
          return {
            ...said(update),
            part: `${update.part}`,
            kind: isOrder ? 'DELTA' : 'LEVEL',
            action: ['NONE', 'ADD', 'CHANGE', 'DELETE', 'EXECUTE'][update.action],
            side: SIDES[update.side],
            price: `${update.price}`,
            size: `${update.quantity}`,
            remaining: isOrder && update.remaining >= 0 ? `${update.remaining}` : null,
            order: isOrder ? whole(update.orderHigh, update.orderLow) : '0',
          };
        }),
      ),
    );
  });
});

const ACTIONS = new Map<number, string>([
  [UpdateAction.ADD, 'ADD'],
  [UpdateAction.CHANGE, 'CORRECT'],
  [UpdateAction.DELETE, 'CANCEL'],
]);
const SIDES = ['NONE', 'BID', 'ASK'];

const said = (update: ReturnType<typeof quoteOf>): object => ({
  symbol: SYMBOLS[update.instrument],
  event: instant(update.exchangeDay, update.exchangeNanos),
  received: instant(TODAY, update.receiveNanos),
  sequence: `${update.sequence}`,
});

test('a bar that is told again later stands for the one before, and one that is withdrawn for none', async () => {
  const bar = Object.assign(new Bar(), {
    instrument: 0,
    width: '1m',
    date: 20_614,
    start: 10 * HOUR,
    end: 10 * HOUR + MINUTE,
    open: 10_000,
    high: 30_000,
    low: 5_000,
    close: 20_000,
    volume: 7,
    turnover: Number.NaN,
    trades: 3,
  });
  const told: readonly Partial<Bar>[] = [
    {},
    { kind: BarKind.CORRECTED, close: 25_000, turnover: 90_001 },
    { kind: BarKind.WITHDRAWN },
  ];
  const found: (readonly object[])[] = [];
  for (const fields of told) {
    const store = stack.store();
    const now = (): number => performance.timeOrigin + performance.now();
    new BarRecorder(store, () => 'BAR', now).bar(Object.assign(bar, fields));
    await store.stop();
    found.push(
      await stack.ask(
        `select width, toHour(start, 'America/New_York') as hour, end - start as length, open, high, low, close, volume, turnover, trades from market.bars final where symbol = 'BAR'`,
      ),
    );
  }
  const first = {
    width: '1m',
    hour: 10,
    length: 60,
    open: 1,
    high: 3,
    low: 0.5,
    close: 2,
    volume: '7',
    turnover: null,
    trades: '3',
  };
  expect(found).toEqual([[first], [{ ...first, close: 2.5, turnover: 9.0001 }], []]);
});

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
    const before = performance.now();
    await store.stop();
    expect(performance.now() - before).toBeLessThan(5_000);
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
