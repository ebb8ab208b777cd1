import type { Fact, RecordedFact } from '@bellwether/projections';
import { describe, expect, test } from 'vitest';
import { JournalAudit } from './journal-audit.ts';

// A small market told in facts. Every invariant is then broken on purpose: a check that cannot fail checks nothing.

type Terms = { readonly type: Fact['type']; readonly data: Record<string, unknown> };
type Entry = readonly [command: string, ...facts: readonly Terms[]];

const fact = (type: Fact['type'], data: Record<string, unknown>): Terms => ({ type, data });
const order = (
  id: string,
  account: string,
  side: string,
  quantity: bigint,
  price: bigint,
  seq: bigint,
): Terms =>
  fact('OrderAccepted', {
    orderId: id,
    accountId: account,
    instrumentId: 'X',
    side,
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity,
    limitPrice: price,
    reserved: side === 'BUY' ? price * quantity : 0n,
    entrySequence: seq,
  });
const trade = (
  id: string,
  buy: string,
  sell: string,
  quantity: bigint,
  price: bigint,
  leaves: [bigint, bigint],
  limit = price,
): Terms =>
  fact('TradeExecuted', {
    tradeId: id,
    instrumentId: 'X',
    price,
    quantity,
    aggressor: 'BUY',
    buyOrderId: buy,
    buyAccountId: 'alice',
    buyLeaves: leaves[0],
    buyReleased: limit * quantity,
    sellOrderId: sell,
    sellAccountId: 'bob',
    sellLeaves: leaves[1],
  });

const OPENING: readonly Entry[] = [
  ['c1', fact('CashDeposited', { accountId: 'alice', amount: 1_000n })],
  ['c2', fact('FundsAllocated', { accountId: 'alice', amount: 1_000n })],
  ['c3', fact('SharesAllocated', { accountId: 'bob', instrumentId: 'X', quantity: 50n })],
  ['s1', order('s1', 'bob', 'SELL', 10n, 12n, 1n)],
  ['s2', order('s2', 'bob', 'SELL', 10n, 11n, 2n)],
  ['s3', order('s3', 'bob', 'SELL', 10n, 11n, 3n)],
];
const BUY = order('b1', 'alice', 'BUY', 15n, 12n, 4n);
const MATCHED: Entry = [
  'b1',
  BUY,
  trade('0-1', 'b1', 's2', 10n, 11n, [5n, 0n], 12n),
  trade('0-2', 'b1', 's3', 5n, 11n, [0n, 5n], 12n),
];

/** Broken invariants, and the first violation of each. */
function audit(...entries: readonly Entry[]): Record<string, string> {
  const journal = new JournalAudit();
  let position = 0n;
  for (const [commandId, ...facts] of entries) {
    position += 1n;
    journal.addEvent(
      facts.map((told, index): RecordedFact => ({
        fact: told as unknown as Fact,
        position,
        index,
        entryIndex: index,
        stream: 'trading-0',
        at: 0n,
        commandId,
        principal: 'p',
      })),
    );
  }
  return Object.fromEntries(
    journal
      .conclude()
      .flatMap(({ result: { id, ok, violations } }) => (ok ? [] : [[id, violations[0] ?? '']])),
  );
}

test('a sound log breaks nothing', () => {
  expect(audit(...OPENING, MATCHED)).toEqual({});
});

describe('the audit finds', () => {
  test('an effect without a cause (I1)', () => {
    const [, , ...trades] = MATCHED;
    expect(audit(...OPENING, ['b0', BUY], ['b1', ...trades])).toMatchObject({
      I1: 'command b1 starts with TradeExecuted',
    });
  });

  test('a command that was recorded twice (I2)', () => {
    expect(audit(...OPENING, OPENING[0] as Entry)).toMatchObject({ I2: 'command c1 comes twice' });
  });

  test('a trade id given twice (I2)', () => {
    const twice: Entry = [
      'b1',
      BUY,
      trade('0-1', 'b1', 's2', 10n, 11n, [5n, 0n], 12n),
      trade('0-1', 'b1', 's3', 5n, 11n, [0n, 5n], 12n),
    ];
    expect(audit(...OPENING, twice)).toEqual({ I2: 'trade 0-1 comes twice' });
  });

  test('cash from nowhere (I3)', () => {
    const allocated = fact('FundsAllocated', { accountId: 'alice', amount: 1n });
    expect(audit(...OPENING, ['c9', allocated])).toEqual({
      I3: '-1 arriving, 0 leaving: moved without having been there',
    });
    const released = fact('FundsReleased', { accountId: 'alice', amount: 2_000n });
    expect(audit(...OPENING, ['c9', released])).toEqual({ I3: 'alice: cash -1000, reserved 0' });
  });

  test('cash spent twice (I3)', () => {
    const greedy = order('b1', 'alice', 'BUY', 120n, 10n, 4n);
    expect(audit(...OPENING, ['b1', greedy])).toEqual({ I3: 'alice: cash 1000, reserved 1200' });
  });

  test('shares sold that nobody has (I3)', () => {
    expect(audit(...OPENING, ['s9', order('s9', 'bob', 'SELL', 30n, 20n, 5n)])).toEqual({
      I3: 'bob/X: 50 shares, 60 reserved',
    });
  });

  test('an older order passed over (I4)', () => {
    const passed: Entry = ['b1', BUY, trade('0-1', 'b1', 's3', 10n, 11n, [5n, 0n], 12n)];
    expect(audit(...OPENING, passed)).toMatchObject({ I4: 'trade 0-1 met s3, but s2 was next' });
  });

  test('a better price passed over (I4)', () => {
    const passed: Entry = ['b1', BUY, trade('0-1', 'b1', 's1', 10n, 12n, [5n, 0n])];
    expect(audit(...OPENING, passed)).toMatchObject({ I4: 'trade 0-1 met s1, but s2 was next' });
  });

  test('a price that is not the resting one, and one through the limit (I4)', () => {
    const better: Entry = ['b1', BUY, trade('0-1', 'b1', 's2', 10n, 10n, [5n, 0n], 12n)];
    expect(audit(...OPENING, better)).toMatchObject({
      I4: 'trade 0-1 was not at the resting price',
    });
    const low = order('b1', 'alice', 'BUY', 15n, 10n, 4n);
    const through: Entry = ['b1', low, trade('0-1', 'b1', 's2', 10n, 11n, [5n, 0n], 10n)];
    expect(audit(...OPENING, through)).toMatchObject({
      I4: 'trade 0-1 went through the limit of b1',
    });
  });

  test('quantity that does not add up (I4)', () => {
    const wrong: Entry = ['b1', BUY, trade('0-1', 'b1', 's2', 10n, 11n, [6n, 0n], 12n)];
    expect(audit(...OPENING, wrong)).toMatchObject({
      I4: 'b1: 10 executed + 6 open + 0 cancelled is not 15',
    });
  });
});
