import { describe, expect, test } from 'vitest';
import { accepted, id, recorded, story, trade, type Told } from '../../test/story.ts';
import { ordersProjection } from '../orders/projection.ts';
import { PROJECTIONS } from '../capabilities/capabilities.ts';
import { tradesProjection } from '../trades/projection.ts';
import { foldFacts, type Row, type Rows } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import { bucketOf, BucketSums, bucketGroups } from './bucket-sums.ts';
import { foldExactly, FoldSums, rowKey } from './fold-sums.ts';
import { rowDigest, rowText } from './row-digest.ts';

const everything = (): boolean => true;
/** The trade of story's orders 3 and 1, of which both have ended, never happened. */
const busted: Told = {
  type: 'TradeBusted',
  data: {
    tradeId: '0-1',
    instrumentId: 'X',
    price: 1_000_000n,
    quantity: 6n,
    buyOrderId: id(3),
    buyAccountId: 'alice',
    sellOrderId: id(1),
    sellAccountId: 'bob',
    buyRestored: 0n,
    sellRestored: 0n,
    buyReserved: 0n,
    sellReserved: 0n,
    reason: 'a mistake',
  },
};

/** All rows, kept. */
function naive(projection: Projection, facts: readonly Told[]): readonly Row[] {
  const rows: Rows = new Map();
  const { written } = foldFacts(projection, recorded(facts), rows);
  return projection.grain === 'entity'
    ? [...rows.values()].filter((row) => row !== undefined)
    : written;
}

function folded(projection: Projection, facts: readonly Told[]): FoldSums {
  const fold = new FoldSums(projection, everything);
  for (const fact of recorded(facts)) fold.add([fact]);
  return fold;
}

function sumsOf(projection: Projection, rows: readonly Row[]): BucketSums {
  const sums = new BucketSums();
  for (const row of rows) sums.add(rowKey(projection, row), rowText(row));
  return sums;
}

test.each(PROJECTIONS.map((projection) => [projection.name, projection] as const))(
  '%s: what was forgotten adds up to the same as what is kept',
  (_, projection) => {
    const fold = folded(projection, story);
    const expected = sumsOf(projection, naive(projection, story));
    expect(fold.expected().differing(expected)).toEqual([]);
    expect([fold.expected().rows, fold.late.size]).toEqual([expected.rows, 0]);
  },
);

describe('a trade that is taken back when its orders have ended', () => {
  test.each([
    ['orders', ordersProjection, [id(1), id(3)]],
    ['trades', tradesProjection, ['0-1']],
  ] as const)(
    '%s: the rows are looked at one by one, and are right',
    async (_, projection, keys) => {
      const facts = [...story, busted];
      const { late } = folded(projection, facts);
      expect(late).toEqual(new Set(keys.map(bucketOf)));
      const log = (async function* () {
        for (const fact of recorded(facts)) yield [fact];
      })();
      const exact = await foldExactly(projection, log, late, everything);
      const rows = naive(projection, facts).filter((row) =>
        late.has(bucketOf(rowKey(projection, row))),
      );
      expect(exact).toEqual(new Map(rows.map((row) => [rowKey(projection, row), rowDigest(row)])));
    },
  );
});

describe('sums of rows', () => {
  test('do not depend on their order, and name the bucket of a row that differs', () => {
    const rows = Array.from({ length: 500 }, (_, n) => accepted(n, 'a', 'BUY', 1n, 1n));
    const all = rows.map((row, n) => [`${n}`, JSON.stringify(row.type) + n] as const);
    const [forth, back, other] = [new BucketSums(), new BucketSums(), new BucketSums()];
    for (const [key, text] of all) forth.add(key, text);
    for (const [key, text] of all.toReversed()) back.add(key, text);
    for (const [key, text] of all) other.add(key, key === '77' ? 'otherwise' : text);
    expect(forth.differing(back)).toEqual([]);
    expect(forth.differing(other)).toEqual([bucketOf('77')]);
    expect(forth.differing(new BucketSums(forth))).toEqual([]);
  });

  test('are compared one by one in groups of a bounded size', () => {
    expect([...bucketGroups([1, 2, 3, 3], 1_000)]).toEqual([new Set([1, 2, 3])]);
    expect([...bucketGroups([1, 2, 3], 16_384_000_000)]).toEqual(
      [1, 2, 3].map((bucket) => new Set([bucket])),
    );
  });
});

test('a trade whose orders are open when it is taken back needs no second look at them', () => {
  const open = [
    accepted(1, 'bob', 'SELL', 6n, 1_000_000n),
    accepted(3, 'alice', 'BUY', 12n, 1_010_000n),
    trade(1, 4n, 1_000_000n, [8n, 2n], { buy: 3, sell: 1 }),
    busted,
  ];
  const fold = folded(ordersProjection, open);
  expect(fold.late.size).toBe(0);
  expect(
    fold.expected().differing(sumsOf(ordersProjection, naive(ordersProjection, open))),
  ).toEqual([]);
});
