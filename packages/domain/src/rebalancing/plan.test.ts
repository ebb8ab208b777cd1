import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { withinCash } from './budget.ts';
import type { PlanInput, PlannedHolding } from './plan-input.ts';
import { isPlan, planRebalancing } from './plan.ts';
import { estimateSale } from './sale-lots.ts';
import type { RebalancingTerms } from './terms.ts';

const usd = parseDecimal;
const today = parseDate('2026-11-20');
const terms: RebalancingTerms = {
  targets: [
    { instrumentId: 'AAA' as never, weight: 5_000 },
    { instrumentId: 'BBB' as never, weight: 3_000 },
    { instrumentId: 'CCC' as never, quantity: 30n },
  ],
  others: 'SELL',
  driftBand: 50,
  cashBuffer: 200,
  minimumTrade: usd('50'),
  tolerance: 0,
};
const holding = (instrumentId: string, quantity: bigint, mark: string): PlannedHolding => ({
  instrumentId,
  isShare: true,
  quantity,
  openBuys: 0n,
  openSells: 0n,
  mark: usd(mark),
  stale: false,
  marketValue: quantity * usd(mark),
  tick: 100n,
  lots: [],
});
const input = (more: Partial<PlanInput> = {}): PlanInput => ({
  terms,
  // 400 × 20 = 8,000; 100 × 9.99 = 999; 20 × 25 = 500; 10 × 40 = 400; with 101 of cash 10,000.
  holdings: [
    holding('AAA', 400n, '20'),
    holding('BBB', 100n, '9.99'),
    holding('CCC', 20n, '25'),
    holding('DDD', 10n, '40'),
  ],
  cash: usd('101'),
  freeCash: usd('101'),
  today,
  lotMethod: 'FIFO',
  ...more,
});

function planned(of: PlanInput) {
  const made = planRebalancing(of);
  if (!isPlan(made)) throw new Error(made.code);
  return made;
}
const tradesOf = (of: PlanInput): readonly (readonly unknown[])[] =>
  planned(of).trades.map(({ instrumentId, reason, side, quantity }) => [
    instrumentId,
    reason,
    ...(quantity === 0n ? [] : [side, quantity]),
  ]);
/** The same input with one holding otherwise. */
const withHolding = (instrumentId: string, change: Partial<PlannedHolding>): PlanInput => {
  const { holdings } = input();
  const changed = holdings.map((one) =>
    one.instrumentId === instrumentId ? { ...one, ...change } : one,
  );
  return input({ holdings: changed });
};

describe('a plan by hand', () => {
  test('sells what is too much, buys what is too little, in whole shares', () => {
    // AAA: 5,000 / 20 = 250, so 150 go. BBB: 3,000 / 9.99 = 300.3, so 200 come. CCC: 10 come. DDD goes.
    // Cash 101 − 200 of buffer + 3,000 + 400 = 3,301; wanted 1,998 + 250 = 2,248.
    expect(tradesOf(input())).toEqual([
      ['AAA', 'TRADE', 'SELL', 150n],
      ['BBB', 'TRADE', 'BUY', 200n],
      ['CCC', 'TRADE', 'BUY', 10n],
      ['DDD', 'TRADE', 'SELL', 10n],
    ]);
    const { equity, buffer, drift, trades } = planned(input());
    expect({ equity, buffer }).toEqual({ equity: usd('10000'), buffer: usd('200') });
    // 3,000 + 2,001 + 250 + 400 away.
    expect(drift).toBe(usd('5651'));
    expect(trades.map((one) => [one.weight, one.targetWeight, one.drift])).toEqual([
      [8_000n, 5_000n, 3_000n],
      [999n, 3_000n, -2_001n],
      [500n, 750n, -250n],
      [400n, 0n, 400n],
    ]);
  });

  test.each<[string, PlanInput, readonly (readonly unknown[])[]]>([
    [
      'leaves what is within its band',
      input({ terms: { ...terms, driftBand: 400 } }),
      [
        ['AAA', 'TRADE', 'SELL', 150n],
        ['BBB', 'TRADE', 'BUY', 200n],
        ['CCC', 'WITHIN_BAND'],
        ['DDD', 'WITHIN_BAND'],
      ],
    ],
    [
      'leaves out what is worth less than the minimum, and keeps others where it should',
      input({ terms: { ...terms, minimumTrade: usd('300'), others: 'KEEP' } }),
      [
        ['AAA', 'TRADE', 'SELL', 150n],
        ['BBB', 'TRADE', 'BUY', 200n],
        ['CCC', 'BELOW_MINIMUM'],
        ['DDD', 'KEPT'],
      ],
    ],
    [
      'trades multiples, but sells all of what should go',
      input({ terms: { ...terms, roundTo: 40 } }),
      [
        ['AAA', 'TRADE', 'SELL', 120n],
        ['BBB', 'TRADE', 'BUY', 200n],
        ['CCC', 'BELOW_MINIMUM'],
        ['DDD', 'TRADE', 'SELL', 10n],
      ],
    ],
    [
      'counts with open orders, and sells what they do not',
      withHolding('AAA', { openSells: 300n }),
      [
        // 100 are left of 400; 250 should be. Wanted: 3,000 + 1,998 + 250 = 5,248; there: 101 − 200 + 400 = 301, which is
        // 8.603, 11.471 and 0.574 shares. 8 and 11 leave 31.11: one more of AAA, none of CCC at 25, one more of BBB.
        ['AAA', 'TRADE', 'BUY', 9n],
        ['BBB', 'TRADE', 'BUY', 12n],
        ['CCC', 'NO_CASH'],
        ['DDD', 'TRADE', 'SELL', 10n],
      ],
    ],
    [
      'sells nothing that open orders sell already',
      withHolding('DDD', { openBuys: 10n, openSells: 10n }),
      [
        ['AAA', 'TRADE', 'SELL', 150n],
        ['BBB', 'TRADE', 'BUY', 200n],
        ['CCC', 'TRADE', 'BUY', 10n],
        ['DDD', 'NO_FREE_SHARES'],
      ],
    ],
  ])('%s', (_, of, expected) => {
    expect(tradesOf(of)).toEqual(expected);
  });

  test('limits are by the tolerance away from the mark, on the tick', () => {
    const { trades } = planned(input({ terms: { ...terms, tolerance: 33 } }));
    // 20 − 0.066 = 19.934, up to the cent; 9.99 + 0.032967 = 10.022967, down to the cent.
    expect(trades.slice(0, 2).map(({ limitPrice }) => limitPrice)).toEqual([
      usd('19.94'),
      usd('10.02'),
    ]);
  });

  test('is the same in whatever order holdings come', () => {
    expect(planRebalancing(input({ holdings: input().holdings.toReversed() }))).toEqual(
      planRebalancing(input()),
    );
  });
});

test.each<[string, PlanInput, readonly string[]]>([
  ['NO_MARK', withHolding('BBB', { mark: undefined }), ['BBB']],
  ['NO_MARK', withHolding('DDD', { mark: 0n }), ['DDD']],
  ['STALE_MARK', withHolding('DDD', { stale: true }), ['DDD']],
  ['SHORT_POSITION', withHolding('DDD', { quantity: -1n }), ['DDD']],
  ['NOT_A_SHARE', withHolding('CCC', { isShare: false }), ['CCC']],
  ['UNKNOWN_TARGET', input({ holdings: input().holdings.slice(1) }), ['AAA']],
  ['NO_EQUITY', input({ cash: usd('-20000') }), []],
])('there is no plan: %s', (code, of, instruments) => {
  expect(planRebalancing(of)).toEqual({ code, instruments });
});

test('cash is given to purchases in parts, and what is left by the largest remainder', () => {
  const wanted = [
    { quantity: 10n, limitPrice: 30n },
    { quantity: 7n, limitPrice: 20n },
    { quantity: 3n, limitPrice: 10n },
  ];
  // 470 are wanted, 200 there: 4.255, 2.979 and 1.277 shares; 120 + 40 + 10 leave 30: one more of the second, then of the third.
  expect(withinCash(wanted, 200n, 1n)).toEqual([4n, 3n, 2n]);
  expect(withinCash(wanted, 470n, 1n)).toEqual([10n, 7n, 3n]);
  expect(withinCash(wanted, -1n, 1n)).toEqual([0n, 0n, 0n]);
});

describe('lots of a sale', () => {
  const lot = (lotId: string, day: string, quantity: bigint, cost: string) => {
    const date = parseDate(day);
    return {
      lotId,
      openedBy: lotId,
      tradeDate: date,
      settlementDate: date,
      quantity,
      cost: usd(cost),
    };
  };
  // At 10: a gains 5 a share and is old, b loses 2, c gains 1 and is young, d gains 4 and is old.
  const lots = [
    lot('a', '2024-01-02', 10n, '50'),
    lot('d', '2025-11-19', 10n, '60'),
    lot('b', '2026-01-05', 10n, '120'),
    lot('c', '2026-02-05', 10n, '90'),
  ];
  const sale = (quantity: bigint, method: 'FIFO' | 'SPECIFIC') =>
    estimateSale(lots, quantity, usd('10'), today, method);

  test('are the oldest', () => {
    // 10 of a, 5 of d: 50 + 20, both held for more than a year.
    expect(sale(15n, 'FIFO')).toEqual({ lots: undefined, gain: usd('70'), longGain: usd('70') });
  });

  test('are those that are taxed least: losses, then old ones, then young ones', () => {
    // 10 of b lose 20, 10 of d gain 40, 10 of a gain 50, 5 of c gain 5.
    const gains = { gain: usd('75'), longGain: usd('90') };
    expect(sale(35n, 'SPECIFIC')).toEqual({ lots: ['b', 'd', 'a', 'c'], ...gains });
    expect(sale(5n, 'SPECIFIC')).toEqual({ lots: ['b'], gain: usd('-10'), longGain: 0n });
  });

  test('held for a year to the day are young', () => {
    const young = [lot('a', '2025-11-20', 1n, '1')];
    expect(estimateSale(young, 1n, usd('2'), today, 'FIFO')).toMatchObject({ longGain: 0n });
  });

  test('that are fewer than are sold say nothing', () => {
    expect(sale(41n, 'FIFO')).toBeUndefined();
  });
});
