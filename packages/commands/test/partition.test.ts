import { describe, expect, test } from 'vitest';
import {
  alice,
  bob,
  buy,
  cancel,
  factsOf,
  ledger,
  openMarket,
  replace,
  sell,
  told,
} from './support/market.ts';

describe('placing orders', () => {
  test('an order that meets nothing rests, with its worst case reserved', async () => {
    const market = await openMarket();
    expect((await market.send(buy(1, 10n, '99'))).map(told)).toEqual(['accepted 0/10']);
    expect(ledger(market, alice)).toBe('10000 990 | 0 0');
  });

  test('an order that crosses trades at the resting price, best price first, then oldest first', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '101'), sell(2, 10n, '100'), sell(3, 10n, '100'));
    expect((await market.send(buy(4, 25n, '101'))).map(told)).toEqual(['accepted 25/0']);
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'trade 10 @ 100 4<-2',
      'trade 10 @ 100 4<-3',
      'trade 5 @ 101 4<-1',
    ]);
    expect(ledger(market, alice)).toBe('7495 0 | 25 0');
    // 2 505 less the fees of the sales at two prices.
    expect(ledger(market, bob)).toBe('2504 0 | 75 5');
  });

  test('IOC executes what it can and cancels the rest; FOK does all or nothing', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '100'));
    expect((await market.send(buy(2, 11n, '100', { tif: 'FOK' }))).map(told)).toEqual([
      'accepted 0/0',
    ]);
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderAccepted', 'cancelled 2 11 FOK']);
    expect((await market.send(buy(3, 15n, '100', { tif: 'IOC' }))).map(told)).toEqual([
      'accepted 10/0',
    ]);
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'trade 10 @ 100 3<-1',
      'cancelled 3 5 IOC',
    ]);
    expect(ledger(market, alice)).toBe('9000 0 | 10 0');
  });

  test('a market order stops at its collar, and finds no liquidity in an empty book', async () => {
    const market = await openMarket();
    await market.send(sell(1, 5n, '104'), sell(2, 5n, '106'));
    await market.send(buy(3, 10n));
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'trade 5 @ 104 3<-1',
      'cancelled 3 5 COLLAR',
    ]);
    await market.send(cancel(4, 2, bob), buy(5, 10n));
    expect(factsOf(market.journal.at(-1))).toEqual([
      'OrderAccepted',
      'cancelled 5 10 NO_LIQUIDITY',
    ]);
  });

  test('a refusal is recorded and reserves nothing; of what does not exist nothing is recorded', async () => {
    const market = await openMarket();
    const entries = market.journal.length;
    expect((await market.send(buy(1, 101n, '100'))).map(told)).toEqual([
      'rejected INSUFFICIENT_FUNDS',
    ]);
    expect(factsOf(market.journal.at(-1))).toEqual(['OrderRejected INSUFFICIENT_FUNDS']);
    expect(
      (await market.send(buy(2, 1n, '1', { account: 'nobody' as typeof alice }))).map(told),
    ).toEqual(['rejected UNKNOWN_ACCOUNT']);
    expect((await market.send(cancel(3, 9))).map(told)).toEqual(['rejected UNKNOWN_ORDER']);
    expect(market.journal.length).toBe(entries + 1);
    expect(ledger(market, alice)).toBe('10000 0 | 0 0');
  });
});

describe('changing orders', () => {
  test('a cancel gives everything back; a second one comes too late', async () => {
    const market = await openMarket();
    await market.send(buy(1, 10n, '99'));
    expect((await market.send(cancel(2, 1))).map(told)).toEqual(['accepted']);
    expect(ledger(market, alice)).toBe('10000 0 | 0 0');
    expect((await market.send(cancel(3, 1))).map(told)).toEqual([
      'rejected ORDER_ALREADY_TERMINAL',
    ]);
  });

  test('an order and its cancel in one message: the cancel finds it', async () => {
    const market = await openMarket();
    expect((await market.send(buy(1, 10n, '99'), cancel(2, 1), cancel(3, 1))).map(told)).toEqual([
      'accepted 0/10',
      'accepted',
      'rejected ORDER_ALREADY_TERMINAL',
    ]);
  });

  test('nobody can touch another account’s order', async () => {
    const market = await openMarket();
    await market.send(buy(1, 10n, '99'));
    expect((await market.send(cancel(2, 1, bob), replace(3, 1, 5n, '98', bob))).map(told)).toEqual([
      'rejected UNKNOWN_ORDER',
      'rejected UNKNOWN_ORDER',
    ]);
  });

  test('a smaller quantity keeps the place in the queue, a new price does not', async () => {
    const market = await openMarket();
    await market.send(sell(1, 20n, '100'), sell(2, 20n, '100'));
    await market.send(replace(3, 1, 10n, '100', bob));
    expect(factsOf(market.journal.at(-1))).toEqual(['replaced 1 10 left in place']);
    await market.send(buy(4, 15n, '100'));
    expect(factsOf(market.journal.at(-1)).slice(1)).toEqual([
      'trade 10 @ 100 4<-1',
      'trade 5 @ 100 4<-2',
    ]);
    await market.send(sell(5, 5n, '100'), replace(6, 2, 25n, '100', bob));
    expect(factsOf(market.journal.at(-1))).toEqual(['replaced 2 20 left requeued']);
    await market.send(buy(7, 6n, '100'));
    expect(factsOf(market.journal.at(-1)).slice(1)).toEqual([
      'trade 5 @ 100 7<-5',
      'trade 1 @ 100 7<-2',
    ]);
  });

  test('a replaced price that crosses trades at once', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '101'), buy(2, 10n, '99'));
    expect((await market.send(replace(3, 2, 10n, '101'))).map(told)).toEqual(['accepted 10/0']);
    expect(factsOf(market.journal.at(-1))).toEqual([
      'replaced 2 10 left requeued',
      'trade 10 @ 101 2<-1',
    ]);
    expect(ledger(market, alice)).toBe('8990 0 | 10 0');
  });
});

describe('one command, one effect', () => {
  test('a repeat is answered with what became of the first one', async () => {
    const market = await openMarket();
    await market.send(sell(1, 10n, '100'));
    const [first] = await market.send(buy(2, 10n, '100'));
    const entries = market.journal.length;
    expect((await market.send(buy(2, 10n, '100'))).map(told)).toEqual([
      `duplicate of ${told(first)}`,
    ]);
    expect(market.journal.length).toBe(entries);
  });

  test('a repeat within the same message waits for the first one', async () => {
    const market = await openMarket();
    expect((await market.send(buy(1, 10n, '99'), buy(1, 10n, '99'))).map(told)).toEqual([
      'accepted 0/10',
      'duplicate of accepted 0/10',
    ]);
    expect(ledger(market, alice)).toBe('10000 990 | 0 0');
  });

  test('the same id with another content, or from somebody else, is a conflict and has no effect', async () => {
    const market = await openMarket();
    await market.send(buy(1, 10n, '99'));
    expect((await market.send(buy(1, 11n, '99'))).map(told)).toEqual([
      'conflict COMMAND_ID_REUSED',
    ]);
    expect((await market.send({ ...buy(1, 10n, '99'), principal: 'mallory' })).map(told)).toEqual([
      'conflict COMMAND_ID_REUSED',
    ]);
    expect(ledger(market, alice)).toBe('10000 990 | 0 0');
  });
});

test('cash that an earlier order of the same message gives back can be spent by a later one', async () => {
  const market = await openMarket();
  const outcomes = await market.send(
    buy(1, 100n, '100'),
    cancel(2, 1),
    buy(3, 100n, '100'),
    cancel(4, 3),
    buy(5, 100n, '100', { tif: 'IOC' }),
    buy(6, 100n, '100'),
  );
  expect(outcomes.map(told)).toEqual([
    'accepted 0/100',
    'accepted',
    'accepted 0/100',
    'accepted',
    'accepted 0/0',
    'accepted 0/100',
  ]);
  expect(ledger(market, alice)).toBe('10000 10000 | 0 0');
});
