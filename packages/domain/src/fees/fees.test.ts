import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { CommissionSchedule } from '../accounts/commissions.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { feeTotal, type Fees } from '../orders/facts.ts';
import { RuleNotInForceError } from '../time/effective-dated.ts';
import { parseDate } from '../time/civil-date.ts';
import { commissionOf } from './commission.ts';
import {
  chargeExecution,
  dearest,
  feeReserve,
  noteBust,
  NO_UNIT_FEES,
  noteExecution,
  type ChargedExecution,
  type FeeTerms,
} from './execution-fees.ts';
import { noFees, type OrderFees } from './order-fees.ts';
import { section31Fee, tradingActivityFee } from './regulatory.ts';
import type { VenueFee } from './terms.ts';

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
const perShare: CommissionSchedule = {
  product: 'STOCK',
  perOrder: 0n,
  perUnit: 5_000n,
  minimum: usd('1'),
  maximumBasisPoints: 100,
};

describe('commission', () => {
  test.each([
    [100n, '10000', '1.00'],
    [1_000n, '10000', '5.00'],
    [1_000n, '250', '2.50'],
    [1n, '0.50', '0.01'],
    [0n, '0', '0.00'],
  ])('%s shares for %s cost %s', (quantity, notional, fee) => {
    expect(commissionOf(perShare, quantity, usd(notional))).toBe(usd(fee));
  });
});

const makerTaker: VenueFee = { product: 'STOCK', taker: 3_000n, maker: -2_000n, auction: 1_000n };
const terms: FeeTerms = { commission: perShare, venue: makerTaker };

const sale = (
  quantity: bigint,
  price: string,
  more: Partial<ChargedExecution> = {},
): ChargedExecution => ({
  ...stock,
  side: 'SELL',
  price: usd(price),
  quantity,
  notional: usd(price) * quantity,
  liquidity: 'TAKER',
  day: today,
  ...more,
});

/** Executes an order in parts, each charged after the ones before it. */
const charged = (
  by: FeeTerms,
  parts: readonly ChargedExecution[],
  order: OrderFees = noFees(0n),
): Fees[] =>
  parts.map((part) => {
    const fees = chargeExecution(by, order, part, part.day ?? today);
    if (fees === undefined) throw new Error('nothing was charged');
    noteExecution(order, by, part, fees);
    return fees;
  });

const sum = (fees: readonly Fees[]): bigint => fees.reduce((all, one) => all + feeTotal(one), 0n);

describe('fees of an execution', () => {
  test('a sale pays all, a purchase no regulatory fee, a maker gets its rebate', () => {
    expect(charged(terms, [sale(1_000n, '50')])).toEqual([
      { commission: usd('5'), section31: usd('1.03'), taf: usd('0.20'), venue: usd('3') },
    ]);
    expect(charged(terms, [sale(1_000n, '50', { side: 'BUY', liquidity: 'MAKER' })])).toEqual([
      { commission: usd('5'), section31: 0n, taf: 0n, venue: usd('-2') },
    ]);
    expect(charged(terms, [sale(1_000n, '50', { liquidity: 'AUCTION' })])).toMatchObject([
      { venue: usd('1') },
    ]);
  });

  test('a purchase that nobody charges has no fees at all, nor a sale of a day without rates', () => {
    const free = { commission: undefined, venue: undefined };
    expect(chargeExecution(free, undefined, sale(1n, '5', { side: 'BUY' }), today)).toBeUndefined();
    const lobsterDay = parseDate('2012-06-21');
    expect(chargeExecution(free, undefined, sale(1n, '5'), lobsterDay)).toBeUndefined();
    expect(chargeExecution(free, undefined, sale(1n, '5'), today)).toMatchObject({
      section31: usd('0.01'),
      taf: usd('0.01'),
    });
  });

  test('an option pays the options regulatory fee on both sides', () => {
    const exchange = {
      product: 'OPTION',
      taker: 500_000n,
      maker: -250_000n,
      auction: 0n,
      regulatory: 27_500n,
    } as const;
    const bought = sale(10n, '1.50', { ...option, side: 'BUY', notional: usd('1500') });
    expect(charged({ commission: undefined, venue: exchange }, [bought])).toEqual([
      { commission: 0n, section31: 0n, taf: 0n, venue: usd('5'), orf: usd('0.28') },
    ]);
  });

  test('a future pays commission by the contract and no regulatory fee, though no cash changes hands', () => {
    const perContract = {
      product: 'FUTURE',
      perOrder: 0n,
      perUnit: 850_000n,
      minimum: 0n,
    } as const;
    const sold = sale(4n, '5000', { assetClass: 'FUTURE', notional: usd('1000000') });
    expect(charged({ commission: perContract, venue: undefined }, [sold])).toEqual([
      { commission: usd('3.40'), section31: 0n, taf: 0n, venue: 0n },
    ]);
  });

  test('ten executions of one share at a price pay one cent of each fee, at ten prices ten', () => {
    const free = { commission: undefined, venue: undefined };
    const onePrice = Array.from({ length: 10 }, () => sale(1n, '10'));
    expect(sum(charged(free, onePrice))).toBe(usd('0.02'));
    const tenPrices = Array.from({ length: 10 }, (_, i) => sale(1n, `${10 + i}`));
    expect(sum(charged(free, tenPrices))).toBe(usd('0.20'));
  });

  test('rebates below a cent add up: a hundred times one share at 0.002', () => {
    const parts = Array.from({ length: 100 }, () =>
      sale(1n, '10', { side: 'BUY', liquidity: 'MAKER' }),
    );
    expect(sum(charged({ commission: undefined, venue: makerTaker }, parts))).toBe(usd('-0.20'));
  });

  test('the minimum commission is charged once for an order, whatever the day; regulatory fees by the day', () => {
    const monday = parseDate('2026-11-23');
    const parts = [sale(10n, '50'), sale(10n, '51'), sale(10n, '50', { day: monday })];
    const by = { commission: perShare, venue: undefined };
    expect(charged(by, parts).map(({ commission, taf }) => [commission, taf])).toEqual([
      [usd('1'), usd('0.01')],
      [0n, usd('0.01')],
      [0n, usd('0.01')],
    ]);
  });

  test('a sale never costs more than it brings: the rest is charged with what comes next', () => {
    const flat = { product: 'STOCK', perOrder: usd('7'), perUnit: 0n, minimum: 0n } as const;
    const parts = [sale(1n, '2'), sale(1n, '2'), sale(10n, '2')];
    const fees = charged({ commission: flat, venue: undefined }, parts);
    expect(fees.map(feeTotal)).toEqual([usd('2'), usd('2'), usd('3.02')]);
  });

  test('a bust gives back to the cent what was charged, and the next execution pays what it would have without', () => {
    const order = noFees(usd('1'));
    const [first] = charged(terms, [sale(333n, '50')], order);
    expect(order.reserved).toBe(0n);
    noteBust(order, sale(333n, '50'), first!, feeTotal(first));
    expect(order.reserved).toBe(feeTotal(first));
    const [again] = charged(terms, [sale(333n, '50')], order);
    expect(again).toEqual(first);
  });
});

/** Cents, rounded up, of a number of trillionths of a USD. */
const centsUp = (trillionths: bigint): bigint => {
  const cents = trillionths / 10_000_000_000n;
  return cents * 10_000_000_000n < trillionths ? cents + 1n : cents;
};

const part = fc.record({
  quantity: fc.bigInt({ min: 1n, max: 10_000n }),
  price: fc.constantFrom('9.99', '12.34', '12.35', '250.01'),
  day: fc.constantFrom('2026-11-20', '2026-11-23'),
  liquidity: fc.constantFrom('TAKER', 'MAKER', 'AUCTION'),
} as const);

describe('however an order is cut into executions', () => {
  test.prop([
    fc.array(part, { minLength: 1, maxLength: 15 }),
    fc.constantFrom('SELL' as const, 'BUY' as const),
  ])(
    'it pays by day and price, and for its whole, what a reckoning afterwards says',
    (cut, side) => {
      const parts = cut
        .toSorted((a, b) => (a.day < b.day ? -1 : Number(a.day > b.day)))
        .map(({ quantity, price, day, liquidity }) =>
          sale(quantity, price, { side, liquidity, day: parseDate(day) }),
        );
      const fees = charged(terms, parts);
      const byDayAndPrice = Object.values(
        Object.groupBy(parts, ({ day, price }) => `${day}/${price}`),
      ).map((group = []) => ({
        shares: group.reduce((all, { quantity }) => all + quantity, 0n),
        dollars10k: group.reduce((all, { notional }) => all + notional, 0n),
      }));
      let [section31, taf] = [0n, 0n];
      for (const { shares, dollars10k } of side === 'SELL' ? byDayAndPrice : []) {
        // 20.60 per million: 2 060 trillionths for each 1/10 000 USD.
        section31 += centsUp(dollars10k * 2_060n);
        const plain = centsUp(shares * 195_000_000n);
        taf += plain < 979n ? plain : 979n;
      }
      const shares = parts.reduce((all, { quantity }) => all + quantity, 0n);
      const dollars10k = parts.reduce((all, { notional }) => all + notional, 0n);
      const plain = shares * 5_000_000_000n;
      const perUnit = plain > 1_000_000_000_000n ? plain : 1_000_000_000_000n;
      const most = dollars10k * 1_000_000n;
      const venue = parts.reduce(
        (all, { quantity, liquidity }) =>
          all +
          quantity *
            { TAKER: 3_000_000_000n, MAKER: -2_000_000_000n, AUCTION: 1_000_000_000n, ROUTED: 0n }[
              liquidity
            ],
        0n,
      );
      const all = (kind: 'commission' | 'section31' | 'taf' | 'venue') =>
        fees.reduce((total, one) => total + one[kind], 0n) / 100n;
      expect([all('commission'), all('section31'), all('taf'), all('venue')]).toEqual([
        centsUp(perUnit < most ? perUnit : most),
        section31,
        taf,
        centsUp(venue),
      ]);
    },
  );

  test.prop([
    fc.array(part, { minLength: 1, maxLength: 15 }),
    fc.record({
      product: fc.constant('STOCK' as const),
      perOrder: fc.constantFrom(0n, usd('4.95')),
      perUnit: fc.bigInt({ min: 0n, max: 20_000n }),
      minimum: fc.constantFrom(0n, usd('1')),
    }),
  ])('a purchase is never charged more than was held back for it', (cut, commission) => {
    const by = { commission, venue: makerTaker };
    const parts = cut.map(({ quantity, price, liquidity }) =>
      sale(quantity, price, { side: 'BUY', liquidity }),
    );
    const quantity = parts.reduce((total, one) => total + one.quantity, 0n);
    const notional = quantity * usd('250.01');
    const unit = dearest(makerTaker, NO_UNIT_FEES);
    const held = feeReserve(commission, unit, { quantity, notional }, undefined);
    const order = noFees(held);
    let paid = 0n;
    let left = quantity;
    for (const one of parts) {
      paid += sum(charged(by, [one], order));
      left -= one.quantity;
      expect(paid).toBeLessThanOrEqual(held);
      const more = feeReserve(
        commission,
        unit,
        { quantity: left, notional: left * usd('250.01') },
        order,
      );
      if (left > 0n) expect(paid + more).toBeLessThanOrEqual(held + usd('0.03'));
    }
  });
});
