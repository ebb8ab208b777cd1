import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate } from '../time/civil-date.ts';
import type { PlanInput, PlannedHolding } from './plan-input.ts';
import { isPlan, planRebalancing, type RebalancingPlan } from './plan.ts';
import type { RebalancingTerms } from './terms.ts';

const NAMES = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF'] as const;
const quantity = fc.bigInt(0n, 5_000n);

const holding = (instrumentId: string) =>
  fc
    .record({
      quantity,
      openBuys: fc.oneof(fc.constant(0n), quantity),
      sellsPart: fc.integer({ min: 0, max: 100 }),
      cents: fc.bigInt(1n, 100_000n),
    })
    .map(({ quantity: held, openBuys, sellsPart, cents }): PlannedHolding => {
      const mark = cents * 100n;
      return {
        instrumentId,
        isShare: true,
        quantity: held,
        openBuys,
        openSells: sellsPart < 80 ? 0n : (held * BigInt(sellsPart)) / 100n,
        mark,
        stale: false,
        marketValue: held * mark,
        tick: 100n,
        lots: [],
      };
    });

/** Weights of a part of the instruments, with the buffer at most the whole. */
const terms = fc
  .record({
    weights: fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 4, maxLength: 4 }),
    cashBuffer: fc.integer({ min: 0, max: 2_000 }),
    driftBand: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000 })),
    minimumTrade: fc.oneof(fc.constant(0n), fc.bigInt(0n, 10_000_000n)),
    roundTo: fc.constantFrom(1, 1, 10, 100),
    tolerance: fc.constantFrom(0, 100, 500),
    others: fc.constantFrom('KEEP' as const, 'SELL' as const),
  })
  .map(({ weights, ...rest }): RebalancingTerms => ({
    ...rest,
    targets: weights.map((weight, n) => ({ instrumentId: NAMES[n] as never, weight })),
  }));

const inputs = fc
  .record({
    terms,
    holdings: fc.tuple(...NAMES.map(holding)),
    cash: fc.bigInt(0n, 50_000_000_000n),
    heldBack: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ cash, heldBack, ...rest }): PlanInput => ({
    ...rest,
    cash,
    freeCash: cash - (cash * BigInt(heldBack)) / 100n,
    today: parseDate('2026-11-20'),
    lotMethod: 'FIFO',
  }));

function whenPlanned(check: (plan: RebalancingPlan, input: PlanInput) => void): void {
  fc.assert(
    fc.property(inputs, (input) => {
      const plan = planRebalancing(input);
      if (isPlan(plan)) check(plan, input);
      else expect(plan.code).toBe('NO_EQUITY');
    }),
    { numRuns: 500 },
  );
}

/** What an account is worth: worked out anew. */
const worthOf = ({ cash, holdings }: PlanInput): bigint =>
  holdings.reduce((sum, one) => sum + one.quantity * one.mark!, cash);
const holdingOf = ({ holdings }: PlanInput, id: string): PlannedHolding =>
  holdings.find(({ instrumentId }) => instrumentId === id)!;
const weightOf = (input: PlanInput, id: string): bigint | undefined => {
  const { targets, others } = input.terms;
  const weight = targets.find(({ instrumentId }) => instrumentId === id)?.weight;
  return weight === undefined ? (others === 'SELL' ? 0n : undefined) : BigInt(weight);
};
const afterOpenOrders = ({ quantity: held, openBuys, openSells }: PlannedHolding): bigint =>
  held + openBuys - openSells;

describe('any plan', () => {
  test('spends at most the cash that is free and what its sales bring, each at its limit, without the buffer', () => {
    whenPlanned(({ trades }, input) => {
      let left = input.freeCash * 10_000n - worthOf(input) * BigInt(input.terms.cashBuffer);
      let bought = false;
      for (const { side, quantity: traded, limitPrice } of trades) {
        bought ||= side === 'BUY' && traded > 0n;
        left += (side === 'SELL' ? traded : -traded) * limitPrice * 10_000n;
      }
      if (bought) expect(left).toBeGreaterThanOrEqual(0n);
    });
  });

  test('sells at most what is held and not for sale already', () => {
    whenPlanned(({ trades }, input) => {
      for (const { instrumentId, side, quantity: traded } of trades)
        if (side === 'SELL') {
          const { quantity: held, openSells } = holdingOf(input, instrumentId);
          expect(traded).toBeLessThanOrEqual(held - openSells);
        }
    });
  });

  test('trades nothing that is within its band, and nothing below the minimum', () => {
    whenPlanned(({ trades }, input) => {
      const worth = worthOf(input);
      for (const { instrumentId, quantity: traded } of trades) {
        if (traded === 0n) continue;
        const one = holdingOf(input, instrumentId);
        const weight = weightOf(input, instrumentId)!;
        const distance = afterOpenOrders(one) * one.mark! * 10_000n - worth * weight;
        const size = distance < 0n ? -distance : distance;
        // The target is rounded down to 1/10 000 USD: by less than one of it.
        expect(size + 10_000n).toBeGreaterThan(worth * BigInt(input.terms.driftBand));
        expect(traded * one.mark!).toBeGreaterThanOrEqual(input.terms.minimumTrade);
      }
    });
  });

  test('done at its marks brings each weight within a multiple of its target, where cash and free shares allow', () => {
    whenPlanned(({ trades }, input) => {
      const { cashBuffer, tolerance = 100, roundTo = 1 } = input.terms;
      const worth = worthOf(input);
      const wanted = (id: string): bigint =>
        (worth * (weightOf(input, id) ?? 0n)) / 10_000n / holdingOf(input, id).mark!;
      // Purchases are cut where all of them together, a little above the marks, are more than what is there, a little below.
      const above = BigInt(10_000 + tolerance);
      let room = input.freeCash * 10_000n - worth * BigInt(cashBuffer);
      for (const { instrumentId, side, quantity: traded } of trades) {
        const one = holdingOf(input, instrumentId);
        const lacking = wanted(instrumentId) - afterOpenOrders(one);
        if (side === 'SELL') room += traded * one.mark! * BigInt(10_000 - tolerance);
        else if (lacking > 0n) room -= lacking * one.mark! * above;
      }
      for (const { instrumentId, side, quantity: traded } of trades) {
        if (traded === 0n || (side === 'BUY' && room < 0n)) continue;
        const one = holdingOf(input, instrumentId);
        const tooMany = afterOpenOrders(one) - wanted(instrumentId);
        // Open orders sell the others already.
        if (tooMany > one.quantity - one.openSells) continue;
        const away = tooMany + (side === 'SELL' ? -traded : traded);
        expect(away < 0n ? -away : away).toBeLessThan(BigInt(roundTo));
      }
    });
  });
});
