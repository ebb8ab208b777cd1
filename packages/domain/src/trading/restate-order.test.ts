import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { accepted, market, orderId } from '../../test/trading-scene.ts';
import { formatDecimal, parseDecimal } from '../kernel/fixed-point.ts';
import type { OrderAcceptedFact } from '../orders/facts.ts';
import { evolve } from './evolve.ts';
import { restateForDividend, restateForSplit } from './restate-order.ts';

const CENT = 100n;
const CENT_TICK = (): bigint => CENT;
type Side = 'BUY' | 'SELL';

function restated(
  [side, quantity, price]: readonly [Side, bigint, string],
  more: Partial<OrderAcceptedFact['data']>,
  [numerator, denominator]: readonly [bigint, bigint],
): string {
  const state = market(accepted(1, side, quantity, price, more));
  const order = state.orders.get(orderId(1));
  const ratio = { newShares: numerator, oldShares: denominator };
  const fact = order === undefined ? 'ENDS' : restateForSplit(order, ratio, CENT_TICK);
  if (fact === 'ENDS') return 'ends';
  evolve(state, fact);
  const after = state.orders.get(orderId(1));
  const { quantity: size, limitPrice, reserved, displayQuantity } = fact.data;
  const display =
    displayQuantity === undefined ? '' : ` showing ${after?.shown}/${displayQuantity}`;
  return `${size} @ ${formatDecimal(limitPrice)}, ${formatDecimal(reserved)} held${display}`;
}

describe('an open order at a split (worked by hand)', () => {
  test.each([
    ['2:1', ['BUY', 50n, '100.00'], {}, [2n, 1n], '100 @ 50.00, 5000.00 held'],
    // 100.01 / 2 = 50.005: a buy pays no more than was ordered, a sale yields no less.
    ['2:1 between ticks', ['BUY', 50n, '100.01'], {}, [2n, 1n], '100 @ 50.00, 5000.00 held'],
    ['2:1 between ticks', ['SELL', 50n, '100.01'], {}, [2n, 1n], '100 @ 50.01, 0.00 held'],
    // 51 × 3 / 2 = 76.5 shares, 100.01 × 2 / 3 = 66.673….
    ['3:2 with a broken share', ['BUY', 51n, '100.01'], {}, [3n, 2n], '76 @ 66.67, 5066.92 held'],
    [
      '7:1 of a reserve order',
      ['BUY', 50n, '70.00'],
      { displayQuantity: 5n },
      [7n, 1n],
      '350 @ 10.00, 3500.00 held showing 35/35',
    ],
    ['reverse 1:10 ends it', ['BUY', 50n, '1.00'], {}, [1n, 10n], 'ends'],
    ['a price below one tick ends it', ['BUY', 50n, '0.01'], {}, [2n, 1n], 'ends'],
    ['a size beyond the book ends it', ['SELL', 90n, '100.00'], {}, [30_000_000n, 1n], 'ends'],
  ] as const)('%s %o', (_, order, more, ratio, expected) => {
    expect(restated(order, more, ratio)).toBe(expected);
  });

  test('a sell stop falls to the tick below (FINRA 5330), a buy stop to the one above', () => {
    const stop = { type: 'STOP_LIMIT', stopPrice: parseDecimal('90.01') } as const;
    for (const [side, price] of [
      ['SELL', '45.00'],
      ['BUY', '45.01'],
    ] as const) {
      const state = market(accepted(1, side, 50n, '100', stop));
      const order = state.orders.get(orderId(1));
      const fact = order && restateForSplit(order, { newShares: 2n, oldShares: 1n }, CENT_TICK);
      expect(fact).toMatchObject({ data: { stopPrice: parseDecimal(price) } });
    }
  });

  property.prop({
    side: fc.constantFrom<Side>('BUY', 'SELL'),
    quantity: fc.bigInt(1n, 90n),
    cents: fc.bigInt(1n, 10_000n),
    denominator: fc.bigInt(1n, 9n),
    more: fc.bigInt(1n, 20n),
  })('never holds back more, never pays more or yields less a share', (one) => {
    const { side, quantity, cents, denominator, more } = one;
    const numerator = denominator + more;
    const state = market(accepted(1, side, quantity, formatDecimal(cents * CENT)));
    const order = state.orders.get(orderId(1));
    if (order === undefined) throw new RangeError('no order');
    const ratio = { newShares: numerator, oldShares: denominator };
    const fact = restateForSplit(order, ratio, CENT_TICK);
    if (fact === 'ENDS') {
      expect([side, cents * denominator < numerator]).toEqual(['BUY', true]);
      return;
    }
    const { limitPrice, leaves, reserved } = fact.data;
    expect(reserved <= order.reserved).toBe(true);
    const [now, before] = [limitPrice * numerator, order.limitPrice * denominator];
    expect(side === 'BUY' ? now <= before : now >= before).toBe(true);
    expect(leaves * denominator <= quantity * numerator).toBe(true);
    evolve(state, fact);
  });
});

/** `BUY LIMIT 100.00` or `SELL STOP 95.00 at 90.25`, bought or sold 50 at a time. */
function reduced(
  side: Side,
  [limit, stop]: readonly [limit: string, stop?: string],
  amount: string,
  more: Partial<OrderAcceptedFact['data']> = {},
): string {
  const dormant = stop === undefined ? {} : { type: 'STOP_LIMIT', stopPrice: parseDecimal(stop) };
  const state = market(accepted(1, side, 50n, limit, { ...(dormant as object), ...more }));
  const order = state.orders.get(orderId(1));
  const fact = order && restateForDividend(order, parseDecimal(amount), CENT_TICK);
  if (fact === undefined || typeof fact === 'string') return fact ?? 'no order';
  evolve(state, fact);
  const { limitPrice, stopPrice, reserved } = fact.data;
  const trigger = stopPrice === undefined ? '' : ` stop ${formatDecimal(stopPrice)}`;
  return `${formatDecimal(limitPrice)}${trigger}, ${formatDecimal(reserved)} held`;
}

describe('an open order on the ex-date of a dividend (FINRA Rule 5330, worked by hand)', () => {
  test.each<[string, Side, readonly [string, string?], string, object, string]>([
    ['a buy limit falls by the amount', 'BUY', ['94.50'], '0.47', {}, '94.03, 4701.50 held'],
    ['and to the tick below', 'BUY', ['94.50'], '0.475', {}, '94.02, 4701.00 held'],
    [
      'a sell stop falls, its limit too',
      'SELL',
      ['90.00', '92.00'],
      '0.475',
      {},
      '89.52 stop 91.52, 0.00 held',
    ],
    ['a sell limit stays', 'SELL', ['94.50'], '0.47', {}, 'STAYS'],
    ['a buy stop stays', 'BUY', ['95.00', '94.50'], '0.47', {}, 'STAYS'],
    ['Do Not Reduce stays', 'BUY', ['94.50'], '0.47', { doNotReduce: true }, 'STAYS'],
    ['less than a cent changes nothing', 'BUY', ['94.50'], '0.0099', {}, 'STAYS'],
    ['a cent does', 'BUY', ['94.50'], '0.01', {}, '94.49, 4724.50 held'],
    ['a price of nothing ends it', 'BUY', ['0.40'], '0.47', {}, 'ENDS'],
  ])('%s', (_, side, prices, amount, more, expected) => {
    expect(reduced(side, prices, amount, more)).toBe(expected);
  });

  test('a buy stop that was triggered is a buy limit by now', () => {
    const state = market(
      accepted(1, 'BUY', 50n, '95.00', { type: 'STOP_LIMIT', stopPrice: parseDecimal('94.50') }),
    );
    const order = state.orders.get(orderId(1))!;
    order.triggered = true;
    expect(restateForDividend(order, parseDecimal('0.47'), CENT_TICK)).toMatchObject({
      data: { limitPrice: parseDecimal('94.53'), priorityKept: true, restated: true },
    });
  });
});
