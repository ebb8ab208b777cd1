import {
  addDays,
  cancelProceeds,
  formatDate,
  newCashFunding,
  parseDate,
  receiveProceeds,
  settleFunding,
  settlementDateOf,
  type CivilDate,
} from '@bellwether/domain';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { cancelExpected, expectProceeds, unsettledOn, type Proceeds } from './proceeds.ts';

const FRIDAY = parseDate('2026-11-20');
const MONDAY = '2026-11-23';

const sale = (tradeDate: CivilDate) => ({
  tradeDate,
  settlementDate: settlementDateOf(tradeDate),
});

describe('proceeds of a sale', () => {
  test('of a Friday arrive on Monday (T+1), and count as unsettled until then', () => {
    const expected = expectProceeds([], sale(FRIDAY), 500n);
    expect(expected).toEqual([{ settlementDate: MONDAY, amount: '500' }]);
    expect(unsettledOn(expected, '2026-11-20')).toBe(500n);
    expect(unsettledOn(expected, MONDAY)).toBe(0n);
  });

  test('before Thanksgiving arrive on the day after it', () => {
    expect(expectProceeds([], sale(parseDate('2026-11-25')), 1n)).toEqual([
      { settlementDate: '2026-11-27', amount: '1' },
    ]);
  });

  test('in a market without sessions are there at once', () => {
    expect(expectProceeds([], {}, 500n)).toEqual([]);
  });
});

const step = fc.record({
  days: fc.constantFrom(0, 0, 0, 1, 3),
  what: fc.constantFrom('sell', 'bust'),
  amount: fc.bigInt(-20n, 1_000n),
});

property.prop([fc.array(step, { maxLength: 40 })])(
  'are unsettled exactly as the domain’s cash funding has them, and never of more days than the cycle has',
  (steps) => {
    const funding = newCashFunding();
    let expected: readonly Proceeds[] = [];
    let today = parseDate('2026-11-16');
    for (const { days, what, amount } of steps) {
      today = addDays(today, days);
      settleFunding(funding, today);
      const { settlementDate } = sale(today);
      if (what === 'sell') {
        if (amount > 0n) receiveProceeds(funding, amount, settlementDate);
        expected = expectProceeds(expected, sale(today), amount);
        expect(expected.length).toBeLessThanOrEqual(1);
      } else if (amount > 0n) {
        cancelProceeds(funding, amount, settlementDate);
        expected = cancelExpected(expected, { settlementDate }, amount);
      }
      expect(unsettledOn(expected, formatDate(today))).toBe(funding.receivable);
    }
  },
);
