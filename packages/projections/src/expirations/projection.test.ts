import { valueHolding } from '@bellwether/domain';
import { describe, expect, test } from 'vitest';
import { accountsProjection } from '../accounts/projection.ts';
import { positionDaysProjection } from '../portfolio/days-projection.ts';
import { futureEntriesProjection } from '../portfolio/futures-projection.ts';
import { positionsProjection } from '../positions/projection.ts';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { expirationEffectsProjection } from './projection.ts';

// What the end of an option or future does to the rows of several read models. Amounts in 1/10 000 USD.

/** Ten in the morning of 2026-11-20 in New York, ns since 1970 UTC. */
const AT = BigInt(Date.UTC(2026, 10, 20, 15)) * 1_000_000n;
type Told = readonly [type: string, data: object];

/** The rows of a read model after some facts, by key. */
function rowsOf(projection: Projection, facts: readonly Told[]): Record<string, object> {
  const rows = new Map<string, object | undefined>();
  for (const [index, [type, data]] of facts.entries()) {
    const fact = { fact: { type, data }, at: AT, position: 7n, index } as unknown as RecordedFact;
    const keys = projection.keysOf(fact);
    const before = new Map(keys.map((key) => [key, rows.get(key)] as const));
    for (const key of keys) rows.set(key, projection.evolve(before.get(key), fact, key, before));
  }
  return Object.fromEntries(rows) as Record<string, object>;
}

const opened = ['alice', 'bob'].map((accountId): Told => ['AccountOpened', { accountId }]);
const traded: Told = [
  'TradeExecuted',
  {
    instrumentId: 'C',
    buyAccountId: 'alice',
    sellAccountId: 'bob',
    price: 20_000n,
    quantity: 2n,
    principal: 4_000_000n,
    buyReleased: 0n,
  },
];
/** One of two calls, at a strike of 90.00, when a share is at 100.00. */
const exercised = (more: object = {}): Told => [
  'OptionExercised',
  {
    instrumentId: 'C',
    expirationId: 'e',
    tradeId: '0-1',
    right: 'CALL',
    contracts: 1n,
    underlyingId: 'X',
    price: 900_000n,
    quantity: 100n,
    principal: 90_000_000n,
    underlyingPrice: 1_000_000n,
    buyAccountId: 'alice',
    sellAccountId: 'bob',
    tradeDate: 20_777,
    settlementDate: 20_778,
    ...more,
  },
];

describe('an exercised call', () => {
  test('takes its premium into what the shares cost, and brought to who had written it', () => {
    expect(rowsOf(positionsProjection, [traded, exercised()])).toMatchObject({
      'alice/C': { quantity: 1n, cost: 2_000_000n, realised: 0n },
      'alice/X': { quantity: 100n, cost: 92_000_000n },
      'bob/C': { quantity: -1n, cost: -2_000_000n, realised: 0n },
      'bob/X': { quantity: -100n, cost: -92_000_000n },
    });
  });

  test('moves the strike from the one account to the other', () => {
    expect(rowsOf(accountsProjection, [...opened, traded, exercised()])).toMatchObject({
      alice: { cash: -94_000_000n },
      bob: { cash: 94_000_000n },
    });
  });

  test('brings shares at what they are worth: its day earns nothing by them', () => {
    expect(rowsOf(positionDaysProjection, [exercised()])).toMatchObject({
      'alice/X/2026-11-20': { traded: 100n, cost: 100_000_000n },
      'alice/C/2026-11-20': { traded: -1n, cost: -10_000_000n },
      'bob/X/2026-11-20': { traded: -100n, cost: -100_000_000n },
      'bob/C/2026-11-20': { traded: 1n, cost: 10_000_000n },
    });
  });

  test('is told of both, and of the clearing house where one is outside', () => {
    const outside = exercised({ sellAccountId: undefined });
    expect(Object.values(rowsOf(expirationEffectsProjection, [outside]))).toMatchObject([
      { accountId: 'alice', effect: 'EXERCISED', contracts: -1n, side: 'BUY', quantity: 100n },
      { accountId: '@OCC', effect: 'ASSIGNED', contracts: 1n, side: 'SELL', quantity: 100n },
    ]);
  });
});

test('a put is exercised by who sells', () => {
  const put = exercised({ right: 'PUT', buyAccountId: 'bob', sellAccountId: 'alice' });
  expect(rowsOf(positionsProjection, [traded, put])).toMatchObject({
    // 9 000 less a premium of 200.
    'alice/X': { quantity: -100n, cost: -88_000_000n },
    'bob/X': { quantity: 100n, cost: 88_000_000n },
  });
});

test('what has lapsed is a loss to who held it, and a gain to who wrote it', () => {
  const lapsed = (accountId: string, quantityBefore: bigint): Told => [
    'PositionExpired',
    { instrumentId: 'C', accountId, quantityBefore, quantity: 0n, cash: 0n, multiplier: 100 },
  ];
  expect(
    rowsOf(positionsProjection, [traded, lapsed('alice', 2n), lapsed('bob', -2n)]),
  ).toMatchObject({
    'alice/C': { quantity: 0n, cost: 0n, realised: -4_000_000n },
    'bob/C': { quantity: 0n, cost: 0n, realised: 4_000_000n },
  });
});

describe('a future of fifty units that alice has bought at 100.00 and that is settled at 101.00', () => {
  const bought: Told = [
    'OrderExecuted',
    {
      orderId: 'o',
      instrumentId: 'F',
      accountId: 'alice',
      side: 'BUY',
      venue: 'XCME',
      price: 1_000_000n,
      quantity: 2n,
      principal: 0n,
      released: 0n,
    },
  ];
  const named = { instrumentId: 'F', accountId: 'alice', multiplier: 50 };
  const paid: Told = ['VariationPaid', { ...named, amount: 1_000_000n }];
  const ended: Told = [
    'PositionExpired',
    { ...named, quantityBefore: 2n, quantity: 0n, cash: -500_000n, settlementPrice: 1_005_000n },
  ];

  /** What the account has of it at a mark: cash beside what the position adds. */
  function worth(facts: readonly Told[], mark: bigint) {
    const of = (projection: Projection, key: string) =>
      (rowsOf(projection, facts)[key] ?? {}) as Record<string, bigint>;
    const position = of(positionsProjection, 'alice/F');
    const entry = of(futureEntriesProjection, 'alice/F');
    const { cash = 0n } = of(accountsProjection, 'alice');
    const valued = valueHolding(
      {
        quantity: position['quantity'] ?? 0n,
        bookCost: position['cost'] ?? 0n,
        realised: position['realised'] ?? 0n,
        entered: entry['entered'] ?? 0n,
        enteredRealised: entry['realised'] ?? 0n,
        traded: 0n,
        cost: 0n,
        turnover: 0n,
        multiplier: 50n,
        isFuture: true,
      },
      mark,
      mark,
    );
    return { cash, worth: cash + valued.marketValue, profit: valued.unrealised + valued.realised };
  }

  test('has the same worth and profit before and after it is paid', () => {
    const before = worth([...opened, bought], 1_010_000n);
    const after = worth([...opened, bought, paid], 1_010_000n);
    expect(before).toEqual({ cash: 0n, worth: 1_000_000n, profit: 1_000_000n });
    expect(after).toEqual({ cash: 1_000_000n, worth: 1_000_000n, profit: 1_000_000n });
  });

  test('is all cash when it has ended', () => {
    const after = worth([...opened, bought, paid, ended], 1_005_000n);
    expect(after).toEqual({ cash: 500_000n, worth: 500_000n, profit: 500_000n });
  });

  test('takes off a day what it has paid', () => {
    expect(rowsOf(positionDaysProjection, [bought, paid])).toMatchObject({
      'alice/F/2026-11-20': { cost: -1_000_000n, turnover: 2_000_000n + 20_000n },
    });
  });
});
