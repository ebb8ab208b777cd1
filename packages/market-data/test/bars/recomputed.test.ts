import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import {
  Bar,
  BarBuilder,
  BarKind,
  Market,
  TradeCondition,
  UpdateAction,
  UpdateKind,
} from '../../src/index.ts';
import { at, Feed } from '../consolidate/feed.ts';

/** Milliseconds since 10:00, price, quantity, whether it is an odd lot, and what is done to an earlier trade. */
const step = fc.record({
  time: fc.nat(400_000),
  price: fc.integer({ min: 90, max: 110 }),
  quantity: fc.integer({ min: 1, max: 9 }),
  isOdd: fc.boolean(),
  deed: fc.constantFrom('trade', 'trade', 'trade', 'cancel', 'change'),
  target: fc.nat(30),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const WIDTH_MS = 60_000;

interface Known {
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  readonly isOdd: boolean;
  readonly order: number;
}

/** The bars of what is left of the trades, minute by minute, from nothing but the list. */
const naive = (trades: readonly Known[]): Record<number, readonly number[]> => {
  const bars: Record<number, readonly number[]> = {};
  for (const start of new Set(trades.map(({ time }) => Math.floor(time / WIDTH_MS) * WIDTH_MS))) {
    const inside = trades
      .filter(({ time }) => time >= start && time < start + WIDTH_MS)
      .toSorted((a, b) => a.time - b.time || a.order - b.order);
    const prices = inside.filter(({ isOdd }) => !isOdd).map(({ price }) => price);
    if (prices.length === 0) continue;
    const volume = inside.reduce((sum, { quantity }) => sum + quantity, 0);
    const turnover = inside.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
    const [high, low] = [Math.max(...prices), Math.min(...prices)];
    bars[start] = [prices[0]!, high, low, prices.at(-1)!, volume, turnover, inside.length];
  }
  return bars;
};

test.prop([fc.array(step, { maxLength: 40 })])(
  'what bars were told last is what the trades that are left make, whatever came late or was corrected',
  (steps: Step[]) => {
    const told: Record<number, readonly number[]> = {};
    const ten = 36_000_000;
    const take = (bar: Bar): void => {
      const start = bar.start / 1_000_000 - ten;
      const { open, high, low, close, volume, turnover, trades } = bar;
      if (bar.kind === BarKind.WITHDRAWN) delete told[start];
      else told[start] = [open, high, low, close, volume, turnover, trades];
    };
    const bars = new BarBuilder({ bar: take }, { instrumentsMax: 1, widths: ['1m'] });
    const market = new Market({ instrumentsMax: 1, bandPercent: 1_000, listener: bars });
    const feed = new Feed(market);
    const known = new Map<number, Known>();
    const base = at('10:00:00');
    for (const [index, { time, price, quantity, isOdd, deed, target }] of steps.entries()) {
      const id = index + 1;
      const fields = {
        exchangeDay: base.exchangeDay!,
        exchangeNanos: base.exchangeNanos! + time * 1_000_000,
        conditions: isOdd ? TradeCondition.ODD_LOT : TradeCondition.REGULAR,
        tradeLow: id,
        correctedLow: target,
      };
      const old = known.get(target);
      if (deed === 'trade') known.set(id, { time, price, quantity, isOdd, order: id });
      else if (old !== undefined) known.delete(target);
      if (deed === 'change' && old !== undefined) known.set(id, { ...old, price, quantity, isOdd });
      const kind = UpdateKind.TRADE;
      if (deed === 'trade') feed.trade(price, quantity, fields);
      if (deed === 'cancel') feed.tell({ kind, action: UpdateAction.DELETE, ...fields });
      if (deed === 'change')
        feed.tell({ kind, action: UpdateAction.CHANGE, price, quantity, ...fields });
    }
    bars.end();
    expect(told).toEqual(naive([...known.values()]));
  },
);
