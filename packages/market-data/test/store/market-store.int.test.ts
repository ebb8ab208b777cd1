import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readLobster } from '@bellwether/engine/verify';
import { firstSeed } from '@bellwether/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bar, BarKind } from '../../src/bars/bar.ts';
import { UpdateAction, UpdateKind } from '../../src/index.ts';
import { BarRecorder } from '../../src/store/bar-recorder.ts';
import { sizeOf, storeRealDay } from '../../bench/store/real-day.ts';
import { StoreStack } from './store-stack.ts';
import { instant, quoteOf, sampleUpdates, SYMBOLS, tell, TODAY, whole } from './said-updates.ts';

const DAY = fileURLToPath(
  new URL(
    '../../../../../shared/data/lobster/LOBSTER_SampleFile_AMZN_2012-06-21_5.zip',
    import.meta.url,
  ),
);
const DAY_ROWS = 20_000;
const MINUTE = 60_000_000_000;
const HOUR = 60 * MINUTE;

let stack: StoreStack;
beforeAll(async () => {
  stack = await StoreStack.start();
});
afterAll(() => stack.stop());

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

test(
  'of a real day each change of the first level is there, in 12 bytes at most',
  {
    timeout: 60_000,
  },
  async (context) => {
    if (!existsSync(DAY)) context.skip('the LOBSTER sample is not on this machine');
    const own = await StoreStack.start();
    const store = own.store();
    await storeRealDay(store, DAY, DAY_ROWS);
    await store.stop();
    const rows = await own.ask<{ quote: string }>(
      `select concat(${['bid', 'ask'].map((side) => `${price(side)}, '×', ${side}_size`).join(", ' ', ")}) as quote
     from market.quotes order by sequence`,
    );
    const { bytesPerRow } = await sizeOf(own.analyst, 'quotes');
    await own.stop();
    expect(rows.map(({ quote }) => quote)).toEqual(await firstLevels(DAY, DAY_ROWS));
    expect(bytesPerRow).toBeLessThan(12);
  },
);

/** The first level of a LOBSTER file's rows, where it is another than before. */
async function firstLevels(path: string, rows: number): Promise<readonly string[]> {
  const levels: string[] = [];
  for await (const { index, bids, asks } of readLobster(path)) {
    if (index === rows) break;
    const [bid, ask] = [bids[0]!, asks[0]!];
    const level = `${bid.price}×${bid.size} ${ask.price}×${ask.size}`;
    if (level !== levels.at(-1)) levels.push(level);
  }
  return levels;
}
