import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTrades, type TradeSide } from './compare-trades.ts';

/** 100 shares at 10 in USD, written `reference quantity amount`. */
function buys(...sides: readonly string[]): readonly TradeSide[] {
  return sides.map((written) => {
    const [reference = '-', quantity = '0', amount = '0'] = written.split(' ');
    return {
      ...(reference === '-' ? {} : { reference }),
      owner: 'alice',
      instrument: 'ACME',
      side: 'BUY',
      settlementDate: '2026-12-01',
      quantity: BigInt(quantity),
      amount: BigInt(amount),
    };
  });
}

const told = (ours: readonly TradeSide[], theirs: readonly TradeSide[], tolerance = 0n) => {
  const { items, matched, breaks } = compareTrades(ours, theirs, tolerance);
  return [
    items,
    matched,
    ...breaks.map((one) => [one.breakKind, one.commodity, one.ours, one.theirs]),
  ];
};

describe('our trades and the street’s', () => {
  test.each<[string, readonly string[], readonly string[], readonly unknown[]]>([
    ['are the same by reference', ['1 100 1000', '2 50 505'], ['2 50 505', '1 100 1000'], [2, 2]],
    [
      'are the same under other names',
      ['1 100 1000', '2 50 505'],
      ['A 50 505', '- 100 1000'],
      [2, 2],
    ],
    ['may be several here and one there', ['1 60 600', '2 40 404'], ['A 100 1004'], [1, 1]],
    ['may be one here and several there', ['1 100 1004'], ['A 60 600', 'B 40 404'], [1, 1]],
    [
      'are summed only where they are not the same by name',
      ['1 100 1000', '2 60 600', '3 40 404'],
      ['1 100 1000', 'A 100 1004'],
      [2, 2],
    ],
    ['differ in shares', ['1 100 1000'], ['1 90 1000'], [1, 0, ['QUANTITY', 'ACME', 100n, 90n]]],
    ['differ in money', ['1 100 1000'], ['1 100 1001'], [1, 0, ['CASH', 'USD', -1000n, -1001n]]],
    ['are not there', ['1 100 1000'], [], [1, 0, ['MISSING_THEIRS', 'ACME', 100n, 0n]]],
    ['are not here', [], ['1 100 1000'], [1, 0, ['MISSING_OURS', 'ACME', 0n, 100n]]],
    [
      'are there twice',
      ['1 100 1000'],
      ['1 100 1000', '1 100 1000'],
      [1, 1, ['DUPLICATE', 'ACME', 0n, 100n]],
    ],
    ['bear each other’s names', ['1 100 1000', '2 50 505'], ['2 100 1000', '1 50 505'], [2, 2]],
    ['are none', [], [], [0, 0]],
  ])('%s', (_what, ours, theirs, expected) => {
    expect(told(buys(...ours), buys(...theirs))).toEqual(expected);
  });

  test('of another side, day or account are others', () => {
    const [ours] = buys('1 100 1000');
    for (const more of [
      { side: 'SELL' },
      { settlementDate: '2026-12-02' },
      { owner: 'bob' },
      { instrument: 'XYZ' },
    ] as const)
      expect(told([ours!], [{ ...ours!, ...more }]).slice(0, 2)).toEqual([2, 0]);
    const sale = { ...ours!, side: 'SELL' } as const;
    expect(told([sale], [])).toEqual([1, 0, ['MISSING_THEIRS', 'ACME', -100n, 0n]]);
  });

  test('may differ in money by what is named, and not by more', () => {
    expect(told(buys('1 100 1000'), buys('1 100 1005'), 5n)).toEqual([1, 1]);
    expect(told(buys('1 100 1000'), buys('1 100 1006'), 5n).slice(0, 2)).toEqual([1, 0]);
  });

  test('property: of trades and any grouping of them only what was planted differs', () => {
    const trades = fc.array(
      fc.tuple(fc.bigInt({ min: 1n, max: 99n }), fc.integer({ min: 0, max: 2 })),
      {
        minLength: 1,
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(trades, fc.bigInt({ min: 0n, max: 3n }), (all, planted) => {
        const ours = buys(
          ...all.map(([quantity], index) => `${index} ${quantity} ${quantity * 10n}`),
        );
        // Their allocations: the fills of each number are one.
        const groups = Map.groupBy(all, ([, group]) => group);
        const theirs = buys(
          ...[...groups].map(([group, own], index) => {
            const quantity =
              own.reduce((sum, [one]) => sum + one, 0n) + (index === 0 ? planted : 0n);
            return `G${group} ${quantity} ${quantity * 10n}`;
          }),
        );
        const { items, matched, breaks } = compareTrades(ours, theirs, 0n);
        expect(breaks.map((one) => one.theirs - one.ours)).toEqual(planted === 0n ? [] : [planted]);
        expect(matched).toBe(items - breaks.length);
      }),
    );
  });

  test('are paired in the order of their money, so that no pair that could be is missed', () => {
    // 10.01 with 10.00, as they come, would leave 10.00 and 10.02.
    expect(told(buys('- 1 1001', '- 1 1000'), buys('- 1 1000', '- 1 1002'), 1n)).toEqual([2, 2]);
    expect(told(buys('- 1 1001', '- 1 1000'), buys('- 1 1000', '- 1 1003'), 1n)).toEqual([
      2,
      1,
      ['CASH', 'USD', -1001n, -1003n],
    ]);
  });
});
