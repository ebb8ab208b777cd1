import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { NO_DAY, valueHolding, type Holding } from './valuation.ts';

const NOTHING: Holding = {
  ...NO_DAY,
  quantity: 0n,
  bookCost: 0n,
  realised: 0n,
  entered: 0n,
  enteredRealised: 0n,
  multiplier: 1n,
  isFuture: false,
};

// Worked by hand, in whole units.
describe('a position at the market', () => {
  test('of 100 shares bought at 10 and marked at 12 after a close of 11', () => {
    expect(valueHolding({ ...NOTHING, quantity: 100n, bookCost: 1_000n }, 12n, 11n)).toEqual({
      marketValue: 1_200n,
      exposure: 1_200n,
      unrealised: 200n,
      realised: 0n,
      dayProfit: 100n,
    });
  });

  test('of which 40 were bought today at 11.50 with a fee of 5: those earn from their price on', () => {
    // 60 × (12 − 11) + 40 × (12 − 11.5) − 5
    const holding = { ...NOTHING, quantity: 100n, bookCost: 1_060n, traded: 40n, cost: 465n };
    expect(valueHolding(holding, 12n, 11n).dayProfit).toBe(75n);
  });

  test('that is short: it earns when the price falls', () => {
    const holding = { ...NOTHING, quantity: -10n, bookCost: -200n };
    expect(valueHolding(holding, 15n, 18n)).toMatchObject({
      marketValue: -150n,
      unrealised: 50n,
      dayProfit: 30n,
    });
  });

  test('that was closed today keeps what the day has brought', () => {
    const holding = { ...NOTHING, realised: 300n, traded: -100n, cost: -1_300n };
    expect(valueHolding(holding, 99n, 11n)).toEqual({
      marketValue: 0n,
      exposure: 0n,
      unrealised: 0n,
      realised: 300n,
      dayProfit: 200n,
    });
  });

  test('of 2 options of 100 shares', () => {
    const holding = { ...NOTHING, quantity: 2n, bookCost: 1_000n, multiplier: 100n };
    expect(valueHolding(holding, 6n, 4n)).toMatchObject({
      marketValue: 1_200n,
      unrealised: 200n,
      dayProfit: 400n,
    });
  });

  test('of 3 futures of 50 units: worth what the cash does not hold, exposed to all of it', () => {
    // Entered at 4 000 and 4 020, one sold at 4 030 (average 4 010), fees 12 of which 4 are realised.
    const future = {
      ...NOTHING,
      isFuture: true,
      multiplier: 50n,
      quantity: 3n,
      entered: 12_030n,
      enteredRealised: 20n,
      bookCost: 8n,
      realised: -4n,
    };
    expect(valueHolding(future, 4_015n, 4_010n)).toEqual({
      marketValue: (12_045n - 12_030n + 20n) * 50n,
      exposure: 602_250n,
      unrealised: 742n,
      realised: 996n,
      dayProfit: 3n * 5n * 50n,
    });
  });
});

property.prop([
  fc.bigInt(-1_000n, 1_000n),
  fc.array(fc.tuple(fc.bigInt(-50n, 50n), fc.bigInt(1n, 999n), fc.bigInt(0n, 9n)), {
    maxLength: 9,
  }),
  fc.bigInt(1n, 999n),
  fc.bigInt(1n, 999n),
  fc.bigInt(1n, 100n),
])(
  'a day’s profit is what the account is worth more than at the close',
  (held, fills, previous, mark, multiplier) => {
    // An account of its own: its cash and shares, without any of the function's words.
    let [cash, shares, fees] = [0n, held, 0n];
    for (const [quantity, price, fee] of fills) {
      cash -= quantity * price * multiplier + fee;
      shares += quantity;
      fees += fee;
    }
    const worth = cash + shares * mark * multiplier - held * previous * multiplier;
    const traded = shares - held;
    const turnover = fills.reduce((sum, [quantity, price]) => sum + quantity * price, 0n);
    const holding = { ...NOTHING, quantity: shares, traded, turnover, multiplier };
    expect(valueHolding({ ...holding, cost: -cash }, mark, previous).dayProfit).toBe(worth);
    const future = { ...holding, isFuture: true, cost: fees };
    expect(valueHolding(future, mark, previous).dayProfit).toBe(worth);
  },
);
