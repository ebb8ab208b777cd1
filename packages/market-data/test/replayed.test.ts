import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  BarBuilder,
  IndicatorTable,
  Market,
  parseIndicator,
  TradeCondition,
  UpdateAction,
  type Bar,
} from '../src/index.ts';
import { at, Feed } from './consolidate/feed.ts';

const NAMES = ['sma:5', 'ema:5', 'rsi:5', 'vwap', 'bollinger:5:2', 'macd:3:6:4', 'atr:5'];
const STEPS = 6_000;
/** Stands for NaN, whose bits differ between machines. */
const NONE = -1e300;

/** A walk of two sources in one instrument, with odd lots, corrections and cancels; the same every time. */
const feedOf = (market: Market): void => {
  const sources = [new Feed(market, 'A'), new Feed(market, 'B')];
  const { exchangeDay, exchangeNanos } = at('09:30:00');
  let seed = 1;
  const next = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  let price = 1_000_000;
  for (let step = 0; step < STEPS; step++) {
    price += 100 * (next(21) - 10);
    const nanos = exchangeNanos! + step * 3_000_000_000 + next(1_000_000_000);
    const time = { exchangeDay: exchangeDay!, exchangeNanos: nanos, tradeLow: step + 1 };
    const feed = sources[next(2)]!;
    const conditions = next(5) === 0 ? TradeCondition.ODD_LOT : TradeCondition.REGULAR;
    const deed = next(40);
    const correctedLow = step - next(400);
    if (deed === 0) feed.tell({ ...time, kind: 2, action: UpdateAction.DELETE, correctedLow });
    else if (deed === 1) {
      const change = { kind: 2, action: UpdateAction.CHANGE, correctedLow } as const;
      feed.tell({ ...time, ...change, price, quantity: 1 + next(300), conditions });
    } else feed.trade(price, 1 + next(300), { ...time, conditions });
  }
};

/** All bars and values of a run, by the bytes of their numbers. */
const hashOf = (): string => {
  const hash = createHash('sha256');
  const take = (...numbers: readonly number[]): void =>
    void hash.update(
      new Uint8Array(Float64Array.from(numbers, (n) => (Number.isNaN(n) ? NONE : n)).buffer),
    );
  const tables = (['1m', '5m', '1h'] as const).map(
    (width) =>
      new IndicatorTable(
        NAMES.map(parseIndicator),
        { indicators: ({ start, values }) => take(start, ...values) },
        { width, instrumentsMax: 1 },
      ),
  );
  const bar = (told: Bar): void => {
    const { kind, start, end, open, high, low, close, volume, turnover, trades } = told;
    take(kind, start, end, open, high, low, close, volume, turnover, trades);
    for (const table of tables) table.bar(told);
  };
  const bars = new BarBuilder({ bar }, { instrumentsMax: 1 });
  feedOf(new Market({ instrumentsMax: 1, listener: bars }));
  bars.end();
  return hash.digest('hex');
};

test('the same feed makes the same bars and values, byte by byte, on every run and machine', () => {
  const first = hashOf();
  expect(hashOf()).toBe(first);
  expect(first).toBe('bae48a39cf7b80a7e441656424c82decd77c848ad28c0bfde4c646c888a74909');
});
