import type { Fact, RecordedFact } from '@bellwether/projections';
import { describe, expect, test } from 'vitest';
import { JournalAudit } from './journal-audit.ts';

// A small market told in facts. Every invariant is then broken on purpose: a check that cannot fail checks nothing.

interface Terms {
  readonly type: Fact['type'];
  readonly data: Record<string, unknown>;
  readonly at?: bigint;
}
type Entry = readonly [command: string, ...facts: readonly Terms[]];

/** 28 November 2026, 12:00 in New York. */
const NOON = 1_795_885_200_000_000_000n;
const DAY = 86_400_000_000_000n;
const TODAY = 20_785;

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

/** Facts of one command each, in one event each, as a journal has them. */
function read(entries: readonly Entry[]): JournalAudit {
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
        at: told.at ?? NOON,
        commandId,
        principal: 'p',
      })),
    );
  }
  return journal;
}

/** Broken invariants, and the first violation of each. */
function audit(...entries: readonly Entry[]): Record<string, string> {
  return Object.fromEntries(
    read(entries)
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
    expect(audit(...OPENING, OPENING[0] as Entry)).toMatchObject({
      I2: 'command c1 comes twice in trading-0',
    });
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

  test('a trade number left out (I2)', () => {
    const later: Entry = ['b1', BUY, trade('0-2', 'b1', 's2', 10n, 11n, [5n, 0n], 12n)];
    expect(audit(...OPENING, later)).toMatchObject({ I2: 'trade 0-2 follows 0-0' });
  });

  test('an order that is not named by its command (I2)', () => {
    expect(audit(...OPENING, ['b9', order('b1', 'alice', 'BUY', 1n, 1n, 4n)])).toEqual({
      I2: 'order b1 was placed by command b9 as its fact 0',
    });
  });

  test('a bid that stands above an offer while the book trades (I4)', () => {
    const crossing: Entry = ['b1', order('b1', 'alice', 'BUY', 1n, 11n, 4n)];
    expect(audit(...OPENING, crossing)).toEqual({
      I4: 'X at 7: the book shows a bid of 11 and an offer of 11 while it trades',
    });
    const halted: Entry = ['h1', fact('PhaseChanged', { instrumentId: 'X', phase: 'HALTED' })];
    expect(audit(...OPENING, halted, crossing)).toEqual({});
    const resumed: Entry = ['h2', fact('PhaseChanged', { instrumentId: 'X', phase: 'CONTINUOUS' })];
    expect(audit(...OPENING, halted, crossing, resumed)).toEqual({
      I4: 'X at 9: the book shows a bid of 11 and an offer of 11 while it trades',
    });
  });

  test('… but not where prices are outside the bands', () => {
    const bands: Entry = ['h1', fact('BandsSet', { instrumentId: 'X', lower: 12n, upper: 20n })];
    expect(audit(...OPENING, bands, ['b1', order('b1', 'alice', 'BUY', 1n, 11n, 4n)])).toEqual({});
  });
});

/** A bid of 1 at 1 that is good till a day. */
const goodTill = (expiresOn: number, at = NOON): Entry => {
  const { type, data } = order('g1', 'alice', 'BUY', 1n, 1n, 9n);
  return ['g1', { type, data: { ...data, timeInForce: 'GTD', expiresOn }, at }];
};
const phase = (id: string, entered: string, sessionDate: number, at: bigint): Entry => [
  id,
  { ...fact('SessionPhaseAdopted', { phase: entered, sessionDate }), at },
];
const tick = (id: string, at: bigint): Entry => [
  id,
  { ...fact('TradingResumed', { instrumentId: 'X' }), at },
];

describe('the audit finds, of lives (I13)', () => {
  test('an order taken in after its last day', () => {
    expect(audit(...OPENING, goodTill(TODAY))).toEqual({});
    expect(audit(...OPENING, goodTill(TODAY - 1))).toEqual({
      I13: 'g1 was taken in as good till 2026-11-27, which was over',
    });
  });

  test('an order taken in after the session that was its last', () => {
    const closed = phase('p1', 'POST_CLOSE', TODAY, NOON);
    expect(audit(...OPENING, closed, goodTill(TODAY))).toEqual({
      I13: 'g1 was taken in as good till 2026-11-28, which was over',
    });
  });

  test('an order that is open the day after its last', () => {
    const morning = NOON + DAY;
    const story = [...OPENING, goodTill(TODAY), tick('t1', morning)];
    expect(audit(...story)).toEqual({});
    expect(audit(...story, tick('t2', morning + DAY / 24n))).toEqual({
      I13: 'g1 was good till 2026-11-28 and is open after 2026-11-28 is over',
    });
  });

  test('… and lets it be while the session of its last day is held', () => {
    const [late, later] = [NOON + DAY, NOON + DAY + DAY / 24n];
    const held = phase('p1', 'CONTINUOUS', TODAY, NOON);
    expect(audit(...OPENING, held, goodTill(TODAY), tick('t1', late), tick('t2', later))).toEqual(
      {},
    );
  });

  test('an order that is open after its instrument is delisted', () => {
    const delisted: Entry = ['d1', fact('DelistingAdopted', { instrumentId: 'X' })];
    expect(audit(...OPENING, delisted, tick('t1', NOON))).toMatchObject({
      I13: 's1 is open, and X is delisted',
    });
    const late: Entry = ['b1', order('b1', 'alice', 'BUY', 1n, 1n, 4n)];
    expect(audit(OPENING[0] as Entry, OPENING[1] as Entry, delisted, late)).toEqual({
      I13: 'b1 was taken in, and X is delisted',
    });
  });

  test('a symbol that two living instruments bear', () => {
    const listed = (id: string): Entry => [
      id,
      fact('InstrumentListed', { instrumentId: id, symbol: 'ACME' }),
    ];
    const gone: Entry = ['d1', fact('InstrumentDelisted', { instrumentId: 'A1' })];
    expect(audit(listed('A1'), listed('A2'))).toEqual({
      I13: 'ACME is the symbol of A1 and of A2',
    });
    expect(audit(listed('A1'), gone, listed('A2'))).toEqual({});
    const renamed: Entry = ['r1', fact('SymbolChanged', { instrumentId: 'A1', symbol: 'NEW' })];
    expect(audit(listed('A1'), renamed, listed('A2'))).toEqual({});
  });

  test('a suspended instrument, by name, and breaks nothing for it', () => {
    const data = { instrumentId: 'X', reason: 'the engine refused' };
    const alive = read([
      ['l1', fact('InstrumentListed', { instrumentId: 'X', symbol: 'ACME' })],
      ['u1', fact('TradingSuspended', data)],
    ]).conclude()[4]?.result;
    expect(alive).toMatchObject({
      ok: true,
      notes: ['ACME (X) is suspended: the engine refused'],
    });
  });
});

describe('cash and shares come out even (I3)', () => {
  const fees = { commission: 3n, section31: 0n, taf: 0n, venue: -1n };
  const bought = fact('OrderExecuted', {
    orderId: 'b1',
    accountId: 'alice',
    instrumentId: 'X',
    tradeId: '0-1',
    side: 'BUY',
    liquidity: 'TAKER',
    price: 10n,
    quantity: 15n,
    leaves: 0n,
    released: 150n,
    fees,
  });
  const lonely: Entry = ['b1', order('b1', 'alice', 'BUY', 15n, 10n, 4n), bought];

  test('with an execution at another venue and its fees', () => {
    expect(audit(...OPENING, lonely)).toEqual({});
    expect(read([...OPENING, lonely]).ledger.accounts.get('alice')?.cash).toBe(1_000n - 152n);
  });

  test('with a trade that is taken back, whose orders live or have ended', () => {
    const busted = fact('TradeBusted', {
      tradeId: '0-2',
      instrumentId: 'X',
      price: 11n,
      quantity: 5n,
      buyOrderId: 'b1',
      buyAccountId: 'alice',
      sellOrderId: 's3',
      sellAccountId: 'bob',
      buyRestored: 0n,
      sellRestored: 5n,
      buyReserved: 0n,
      sellReserved: 0n,
    });
    const journal = read([...OPENING, MATCHED, ['x1', busted]]);
    expect(journal.conclude().flatMap(({ result }) => result.violations)).toEqual([]);
    expect(journal.ledger.accounts.get('alice')?.cash).toBe(1_000n - 110n);
    expect(journal.ledger.holdings.get('bob/X')).toMatchObject({ quantity: 40n, reserved: 20n });
    expect(journal.orders.late.size).toBe(1);
  });

  test('and an order that self-trade prevention made smaller can be replaced', () => {
    const smaller = fact('OrderDecremented', {
      orderId: 's1',
      accountId: 'bob',
      instrumentId: 'X',
      side: 'SELL',
      quantity: 4n,
      leaves: 6n,
      released: 0n,
    });
    const replaced = fact('OrderReplaced', {
      orderId: 's1',
      accountId: 'bob',
      instrumentId: 'X',
      side: 'SELL',
      quantity: 5n,
      leaves: 5n,
      previousLeaves: 6n,
      limitPrice: 12n,
      reserved: 0n,
      previouslyReserved: 0n,
      priorityKept: true,
      entrySequence: 1n,
    });
    expect(audit(...OPENING, ['q1', smaller], ['q2', replaced])).toEqual({});
  });
});
