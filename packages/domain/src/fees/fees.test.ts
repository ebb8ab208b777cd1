import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { feeTotal } from '../orders/facts.ts';
import { effectiveDated, RuleNotInForceError } from '../time/effective-dated.ts';
import { HOUSE_VENUE_EQUITY } from '../rulebook/fees.ts';
import { parseDate } from '../time/civil-date.ts';
import { commissionOf, NO_COMMISSION } from './commission.ts';
import {
  chargeExecution,
  reversedFees,
  type ChargedExecution,
  type FeeSchedule,
  type FeeTally,
} from './execution-fees.ts';
import { section31Fee, tradingActivityFee } from './regulatory.ts';

const usd = parseDecimal;
const stock = { assetClass: 'EQUITY', onBroadIndex: false } as const;
const option = { assetClass: 'OPTION', onBroadIndex: false } as const;
const today = parseDate('2026-11-20');

describe('SEC Section 31: on the principal of sales, by the rate of the day', () => {
  test.each([
    ['2019-04-16', '20.70'],
    ['2020-02-17', '20.70'],
    ['2020-02-18', '22.10'],
    ['2021-02-25', '5.10'],
    ['2022-05-13', '5.10'],
    ['2022-05-14', '22.90'],
    ['2023-02-27', '8.00'],
    ['2024-05-22', '27.80'],
    ['2025-05-13', '27.80'],
    ['2025-05-14', '0.00'],
    ['2026-11-20', '20.60'],
  ])('a sale of a million USD on %s costs %s', (day, fee) => {
    expect(section31Fee(stock, usd('1000000'), parseDate(day))).toBe(usd(fee));
  });

  test('the smallest sale costs a cent, one of 0.00 nothing; 10 000 USD cost 21 cents', () => {
    expect(section31Fee(stock, usd('0.0001'), today)).toBe(usd('0.01'));
    expect(section31Fee(stock, 0n, today)).toBe(0n);
    expect(section31Fee(stock, usd('10000'), today)).toBe(usd('0.21'));
  });

  test('options on equities pay it, on broad indexes not, futures not', () => {
    expect(section31Fee(option, usd('1000000'), today)).toBe(usd('20.60'));
    expect(section31Fee({ ...option, onBroadIndex: true }, usd('1000000'), today)).toBe(0n);
    expect(section31Fee({ ...stock, assetClass: 'FUTURE' }, usd('1000000'), today)).toBe(0n);
  });

  test('a day without a rate on record is an error, not a guess', () => {
    expect(() => section31Fee(stock, usd('1'), parseDate('2019-04-15'))).toThrow(
      RuleNotInForceError,
    );
  });
});

describe('FINRA trading activity fee: per share sold, capped per trade', () => {
  test.each([
    ['2023-06-01', 1_000n, '0.15'],
    ['2023-06-01', 1_000_000n, '7.27'],
    ['2025-06-01', 1_000n, '0.17'],
    ['2025-06-01', 50_000n, '8.30'],
    ['2025-06-01', 1_000_000n, '8.30'],
    ['2026-06-01', 1_000n, '0.20'],
    ['2026-06-01', 1_000_000n, '9.79'],
    ['2026-06-01', 1n, '0.01'],
  ])('on %s, %s shares cost %s', (day, quantity, fee) => {
    expect(tradingActivityFee(stock, quantity, parseDate(day))).toBe(usd(fee));
  });

  test('options pay per contract: 10 cost 3 cents in 2025 and 4 in 2026; futures pay nothing', () => {
    expect(tradingActivityFee(option, 10n, parseDate('2025-06-01'))).toBe(usd('0.03'));
    expect(tradingActivityFee(option, 10n, today)).toBe(usd('0.04'));
    expect(tradingActivityFee({ ...stock, assetClass: 'FUTURE' }, 10n, today)).toBe(0n);
  });
});

/** 0.005 a share, at least 1.00, at most 1 % of the trade. */
const perShare = {
  perOrder: 0n,
  perUnit: 5_000n,
  minimum: usd('1'),
  maximumShare: 100n,
};

describe('commission', () => {
  test.each([
    [100n, '10000', '1.00'],
    [1_000n, '10000', '5.00'],
    [1_000n, '250', '2.50'],
    [1n, '0.50', '0.01'],
    [0n, '0', '0.00'],
  ])('%s shares for %s cost %s', (quantity, principal, fee) => {
    expect(commissionOf(perShare, quantity, usd(principal))).toBe(usd(fee));
  });
});

const venue = effectiveDated('test.venue', {
  title: 'A maker-taker venue',
  entries: [
    {
      from: '2020-01-01',
      value: { taker: 3_000n, maker: -2_000n, auction: 1_000n },
      evidence: 'HOUSE',
      source: 'test',
    },
  ],
});
const schedule: FeeSchedule = { commission: perShare, venue, rounding: 'PER_ORDER_DAY' };

const sale = (quantity: bigint, price: string): ChargedExecution => ({
  ...stock,
  side: 'SELL',
  price: usd(price),
  quantity,
  principal: usd(price) * quantity,
  liquidity: 'TAKER',
  tradeDate: today,
});

describe('fees of an execution', () => {
  test('a sale pays all, a purchase no regulatory fee, a maker gets its rebate', () => {
    const { fees } = chargeExecution(schedule, undefined, sale(1_000n, '50'));
    expect(fees).toEqual({
      commission: usd('5'),
      section31: usd('1.03'),
      taf: usd('0.20'),
      venue: usd('3'),
    });
    const bought = chargeExecution(schedule, undefined, {
      ...sale(1_000n, '50'),
      side: 'BUY',
      liquidity: 'MAKER',
    });
    expect(bought.fees).toEqual({ commission: usd('5'), section31: 0n, taf: 0n, venue: usd('-2') });
  });

  test('the own venue is free until a schedule says otherwise', () => {
    const free = { ...schedule, commission: NO_COMMISSION, venue: HOUSE_VENUE_EQUITY };
    const { fees } = chargeExecution(free, undefined, { ...sale(1_000n, '50'), side: 'BUY' });
    expect(feeTotal(fees)).toBe(0n);
  });

  test('the choice of rounding changes cents: ten fills of one share pay 1 cent or 10', () => {
    const pay = (rounding: FeeSchedule['rounding']): bigint => {
      let [tally, sum]: [FeeTally | undefined, bigint] = [undefined, 0n];
      for (let i = 0; i < 10; i += 1) {
        const charged = chargeExecution({ ...schedule, rounding }, tally, sale(1n, '10'));
        tally = charged.tally;
        sum += charged.fees.section31;
      }
      return sum;
    };
    expect(pay('PER_ORDER_DAY')).toBe(usd('0.01'));
    expect(pay('PER_EXECUTION')).toBe(usd('0.10'));
  });

  test('the minimum commission is charged once a day', () => {
    const first = chargeExecution(schedule, undefined, sale(10n, '50'));
    const second = chargeExecution(schedule, first.tally, sale(10n, '51'));
    const nextDay = { ...sale(10n, '51'), tradeDate: parseDate('2026-11-23') };
    expect(first.fees.commission).toBe(usd('1'));
    expect(second.fees.commission).toBe(0n);
    expect(chargeExecution(schedule, second.tally, nextDay).fees.commission).toBe(usd('1'));
  });

  test('a busted trade gives its fees back to the cent', () => {
    const { fees } = chargeExecution(schedule, undefined, sale(333n, '50'));
    expect(feeTotal(fees) + feeTotal(reversedFees(fees))).toBe(0n);
  });

  test.prop([fc.array(fc.bigInt({ min: 1n, max: 10_000n }), { minLength: 1, maxLength: 12 })])(
    'however an order is cut into executions at a price, it pays the same',
    (parts) => {
      let [tally, sum]: [FeeTally | undefined, bigint] = [undefined, 0n];
      for (const part of parts) {
        const charged = chargeExecution(schedule, tally, sale(part, '12.34'));
        tally = charged.tally;
        sum += feeTotal(charged.fees);
        expect(charged.fees.commission >= 0n && charged.fees.taf >= 0n).toBe(true);
      }
      const whole = sale(
        parts.reduce((a, b) => a + b, 0n),
        '12.34',
      );
      expect(sum).toBe(feeTotal(chargeExecution(schedule, undefined, whole).fees));
    },
  );
});
