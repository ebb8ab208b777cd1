import { describe, expect, test } from 'vitest';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { positionDaysProjection } from './days-projection.ts';
import type { PositionDayRow } from './table.ts';

/** Ten in the morning of 2026-11-20 in New York, ns since 1970 UTC. */
const AT = BigInt(Date.UTC(2026, 10, 20, 15)) * 1_000_000n;
const named = { accountId: 'alice', instrumentId: 'ACME' };

function day(...facts: readonly (readonly [type: string, data: object])[]): PositionDayRow {
  let row: PositionDayRow | undefined;
  for (const [type, data] of facts) {
    const fact = {
      fact: { type, data: { ...named, ...data } },
      at: AT,
      position: 7n,
      index: 0,
    } as unknown as RecordedFact;
    const [key = ''] = positionDaysProjection.keysOf(fact);
    row = positionDaysProjection.evolve(row, fact, key) as PositionDayRow;
  }
  return row as PositionDayRow;
}

const bought = [
  'OrderExecuted',
  { orderId: 'o', side: 'BUY', price: 1_000_000n, quantity: 5n },
] as const;

describe('a day of a position', () => {
  test('with a split has more shares for the same cost, less what was paid for a part of one', () => {
    const split = { quantityBefore: 5n, quantity: 7n, newShares: 3, oldShares: 2, cash: 333_333n };
    expect(day(bought, ['PositionAdjusted', split])).toMatchObject({
      day: '2026-11-20',
      traded: 7n,
      transferred: 0n,
      cost: 5_000_000n - 333_333n,
      turnover: 5_000_000n,
    });
  });

  test('that goes ex dividend is worth the claim', () => {
    const claim = { quantity: 5n, amount: 12_500n, returnOfCapital: 0n };
    expect(day(bought, ['DividendAccrued', claim])).toMatchObject({
      traded: 5n,
      cost: 5_000_000n - 12_500n,
    });
  });
});

describe('a day on which shares become those of another instrument', () => {
  const exchange = {
    ...named,
    otherInstrumentId: 'BIG',
    quantityBefore: 5n,
    quantity: 0n,
    cash: 50_000n,
    received: 2n,
    cashInLieu: 10_000n,
    value: 800_000n,
  };
  const recorded = {
    fact: { type: 'PositionExchanged', data: exchange },
    at: AT,
    position: 7n,
    index: 0,
  } as unknown as RecordedFact;

  test('moves their worth from the one to the other: no profit of either', () => {
    const keys = positionDaysProjection.keysOf(recorded);
    const rows = keys.map((key) => positionDaysProjection.evolve(undefined, recorded, key));
    expect(rows).toMatchObject([
      { instrumentId: 'ACME', traded: -5n, cost: -50_000n - 10_000n - 800_000n, sold: 0n },
      { instrumentId: 'BIG', traded: 2n, cost: 800_000n, bought: 0n },
    ]);
  });
});
