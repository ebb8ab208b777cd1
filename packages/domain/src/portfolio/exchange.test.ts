import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { exchanged } from '../corporate-actions/exchange.ts';
import type { ActionTerms } from '../corporate-actions/terms.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import { arriveLots, departLots } from './exchange.ts';
import type { Lot } from './lots.ts';

const day = parseDate('2026-06-01');
const lot = (lotId: string, quantity: bigint, cost: bigint, date = '2025-01-02'): Lot => ({
  lotId,
  openedBy: lotId,
  tradeDate: parseDate(date),
  settlementDate: parseDate(date),
  quantity,
  cost,
});
const arrival = (received: bigint, newShares: bigint, oldShares: bigint, cashInLieu = 0n) => ({
  actionId: 'm',
  day,
  received,
  ratio: { newShares, oldShares },
  cashInLieu,
});
const merger = (cash: bigint) => ({ quantity: 0n, cash, costBasisPoints: 10_000 });

describe('lots of a merger (worked by hand)', () => {
  test('go along with cost and day, and are named anew', () => {
    const { left, carried, realised } = departLots([lot('a', 100n, 1_000n)], merger(0n));
    expect([left, realised]).toEqual([[], 0n]);
    expect(arriveLots([], carried, arrival(50n, 1n, 2n)).lots).toEqual([
      { ...lot('a', 50n, 1_000n), lotId: 'a/m' },
    ]);
  });

  test('cash beside the shares lowers their cost, lot by lot, and is a gain below nothing', () => {
    // 900 for 150 shares is 6 for each: 600 of 1,000, and 300 of 200.
    const lots = [lot('a', 100n, 1_000n), lot('b', 50n, 200n)];
    const { carried, realised } = departLots(lots, merger(900n));
    expect(carried).toEqual([lot('a', 100n, 400n), lot('b', 50n, 0n)]);
    expect(realised).toBe(100n);
  });

  test('a part of a share takes its part of the cost along', () => {
    // 7 × 3 / 2 = 10.5: half a share of 10.5, 1/21 of 2,100, for 120.
    const { carried } = departLots([lot('a', 7n, 2_100n)], merger(0n));
    const { lots, realised } = arriveLots([], carried, arrival(10n, 3n, 2n, 120n));
    expect([lots, realised]).toEqual([[{ ...lot('a', 10n, 2_000n), lotId: 'a/m' }], 20n]);
  });

  test('queue by the day on which they were bought', () => {
    const held = [lot('old', 5n, 50n, '2024-01-02'), lot('new', 5n, 60n, '2026-01-02')];
    const { carried } = departLots([lot('a', 10n, 100n)], merger(0n));
    const { lots } = arriveLots(held, carried, arrival(10n, 1n, 1n));
    expect(lots.map(({ lotId }) => lotId)).toEqual(['old', 'a/m', 'new']);
  });

  test('cover who was short of the acquirer, first in, first out', () => {
    // Short 30 for 600 and 10 for 250; 36 come at 10 each: 30 close the first at 300, 6 of the second at 60 against 150.
    const held = [lot('s', -30n, -600n), lot('t', -10n, -250n)];
    const { carried } = departLots([lot('a', 36n, 360n)], merger(0n));
    const arrived = arriveLots(held, carried, arrival(36n, 1n, 1n));
    expect(arrived.lots).toEqual([lot('t', -4n, -100n)]);
    expect(arrived.closed).toMatchObject([
      { lotId: 's', closedBy: 'm', closedOn: day, quantity: -30n, realised: 300n },
      { lotId: 't', quantity: -6n, realised: 90n },
    ]);
    expect([arrived.covered, arrived.realised]).toEqual([390n, 0n]);
  });

  test('short mirrors long: cash that is paid lowers what the sale brought', () => {
    const { carried, realised } = departLots([lot('a', -100n, -1_000n)], merger(-400n));
    expect(carried).toEqual([lot('a', -100n, -600n)]);
    expect(realised).toBe(0n);
    expect(arriveLots([], carried, arrival(-50n, 1n, 2n)).lots).toEqual([
      { ...lot('a', -50n, -600n), lotId: 'a/m' },
    ]);
  });
});

test('for cash alone everything is realised, at a gain or at a loss', () => {
  const cash = (amount: bigint) => ({ quantity: 0n, cash: amount, costBasisPoints: 0 });
  const lots = [lot('a', 100n, 1_000n), lot('b', 50n, 800n)];
  expect(departLots(lots, cash(2_400n))).toMatchObject({ left: [], realised: 600n });
  expect(departLots(lots, cash(900n))).toMatchObject({ left: [], realised: -900n });
});

test('a spin-off splits each cost as announced, and both keep the day', () => {
  // 12.5 % of 1,000 is 125.
  const { left, carried, realised } = departLots([lot('a', 100n, 1_000n)], {
    quantity: 100n,
    cash: 0n,
    costBasisPoints: 1_250,
  });
  expect([left, carried, realised]).toEqual([[lot('a', 100n, 875n)], [lot('a', 100n, 125n)], 0n]);
});

const sizes = fc.array(
  fc.tuple(fc.bigInt(1n, 9_999n), fc.bigInt(0n, 10n ** 9n), fc.integer({ min: 0, max: 900 })),
  { minLength: 1, maxLength: 8 },
);
const lotsOf = (held: readonly (readonly [bigint, bigint, number])[], sign: bigint, name: string) =>
  held
    .toSorted((a, b) => a[2] - b[2])
    .map(([quantity, cost, age], n): Lot => {
      const bought = { tradeDate: (day - 1_000 + age) as typeof day };
      return { ...lot(`${name}${n}`, sign * quantity, sign * cost), ...bought };
    });

property.prop({
  sizes,
  others: fc.option(sizes, { nil: [] }),
  short: fc.boolean(),
  otherShort: fc.boolean(),
  newShares: fc.integer({ min: 1, max: 200 }),
  oldShares: fc.integer({ min: 1, max: 200 }),
  close: fc.bigInt(1n, 10n ** 7n),
  mergerCash: fc.option(fc.bigInt(1n, 10n ** 6n), { nil: undefined }),
  costBasisPoints: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
  roundUp: fc.boolean(),
})(
  'cost before is cost after and what the cash realised; shares are those of the account, in both instruments',
  (drawn) => {
    const sign = drawn.short ? -1n : 1n;
    const lots = lotsOf(drawn.sizes, sign, 'a');
    const held = lotsOf(drawn.others, drawn.otherShort ? -1n : 1n, 'b');
    const sum = (of: readonly Lot[], what: 'quantity' | 'cost') =>
      of.reduce((all, one) => all + one[what], 0n);
    const { newShares, oldShares, mergerCash, costBasisPoints } = drawn;
    const isSpinOff = costBasisPoints !== undefined;
    const terms = {
      kind: isSpinOff ? 'SPIN_OFF' : 'STOCK_MERGER',
      exDate: day,
      otherInstrumentId: 'B' as InstrumentId,
      newShares,
      oldShares,
      fractions: drawn.roundUp ? 'ROUND_UP' : 'CASH',
      ...(isSpinOff ? { costBasisPoints } : { mergerCash }),
    } as ActionTerms;
    const before = sum(lots, 'quantity');
    const { quantity, received, cash, cashInLieu } = exchanged(before, terms, drawn.close);
    const along = costBasisPoints ?? 10_000;
    const departed = departLots(lots, { quantity, cash, costBasisPoints: along });
    const ratio = { newShares: BigInt(newShares), oldShares: BigInt(oldShares) };
    const came = { actionId: 'm', day, received, ratio, cashInLieu };
    const arrived = arriveLots(held, departed.carried, came);
    expect(sum(departed.left, 'quantity')).toBe(isSpinOff ? before : 0n);
    expect(sum(arrived.lots, 'quantity')).toBe(sum(held, 'quantity') + received);
    const realised = departed.realised + arrived.covered + arrived.realised;
    expect(sum(lots, 'cost') + sum(held, 'cost')).toBe(
      sum(departed.left, 'cost') + sum(arrived.lots, 'cost') + cash + cashInLieu - realised,
    );
    // Lots of one direction, the oldest first, none of them empty, and each under a name of its own.
    expect(new Set(arrived.lots.map((one) => one.quantity > 0n)).size).toBeLessThan(2);
    expect(arrived.lots.some((one) => one.quantity === 0n)).toBe(false);
    expect(new Set(arrived.lots.map(({ lotId }) => lotId)).size).toBe(arrived.lots.length);
    const days = arrived.lots.map(({ tradeDate }) => tradeDate);
    expect(days).toEqual(days.toSorted((a, b) => a - b));
  },
);
