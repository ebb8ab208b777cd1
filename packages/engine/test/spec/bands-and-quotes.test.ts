import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

describe('price bands', () => {
  test('refuse a limit beyond them and take one at them', () =>
    expectTranscript(`
      bands 90 110
      A buy 1 @ 111
        => A rejected: OUTSIDE_BAND
      B sell 1 @ 89
        => B rejected: OUTSIDE_BAND
      C buy 1 @ 110
        => C rests 1 @ 110
      D sell 1 @ 111
        => D rests 1 @ 111
    `));

  test('let market and immediate orders trade inside only', () =>
    expectTranscript(`
      A sell 1 @ 110
        => A rests 1 @ 110
      B sell 1 @ 111
        => B rests 1 @ 111
      bands 90 110
      T buy 2
        => T takes 1 of A @ 110
        => T cancelled 1: COLLAR
      U buy 2 @ 120 ioc
        => U cancelled 2: IOC
      V buy 1 @ 120 fok
        => V cancelled 1: FOK
    `));

  test('that move end the orders which could no longer be executed at their price', () =>
    expectTranscript(`
      A buy 1 @ 105
        => A rests 1 @ 105
      B sell 1 @ 107
        => B rests 1 @ 107
      bands 106 108
      bands 90 104
        => A cancelled 1: BAND
      bands 108 120
        => B cancelled 1: BAND
    `));

  test('hold for a triggered stop with a limit beyond them', () =>
    expectTranscript(`
      S buy 5 @ 120 stop 100
      A sell 1 @ 109
        => A rests 1 @ 109
      bands 90 110
      print 100
        => S triggered
        => S takes 1 of A @ 109
        => S cancelled 4: BAND
    `));

  test('do not hold in auctions', () =>
    expectTranscript(`
      bands 90 110
      phase halted
        => phase HALTED
      A buy 1 @ 130
        => A rests 1 @ 130
      B sell 1 @ 120
        => B rests 1 @ 120
      phase reopening-auction
        => phase REOPENING_AUCTION
      uncross reference 125
        => A buys 1 of B @ 125
        => uncrossed 1 @ 125, imbalance 0
        => phase CONTINUOUS
    `));
});

describe('external quotes', () => {
  test('are liquidity behind the book’s own orders at a price, by venue among themselves', () =>
    expectTranscript(`
      quote 2 sell 10 @ 101
      quote 1 sell 10 @ 101
      A sell 10 @ 101
        => A rests 10 @ 101
      T buy 25 @ 101
        => T takes 10 of A @ 101
        => T takes 10 of venue 1 @ 101
        => T takes 5 of venue 2 @ 101
      U buy 10 @ 101 ioc
        => U takes 5 of venue 2 @ 101
        => U cancelled 5: IOC
    `));

  test('come before own orders at a worse price', () =>
    expectTranscript(`
      A sell 10 @ 102
        => A rests 10 @ 102
      quote 1 sell 10 @ 101
      T buy 15
        => T takes 10 of venue 1 @ 101
        => T takes 5 of A @ 102
    `));

  test('that cross resting orders are taken by them, at the quote’s price, in price-time order', () =>
    expectTranscript(`
      A buy 10 @ 100
        => A rests 10 @ 100
      B buy 10 @ 101
        => B rests 10 @ 101
      quote 1 sell 15 @ 99
        => B takes 10 of venue 1 @ 99
        => A takes 5 of venue 1 @ 99
      book
        | bid 100: A 5
    `));

  test('replace each other, and can be withdrawn', () =>
    expectTranscript(`
      quote 1 sell 10 @ 101
      quote 1 sell 5 @ 103
      T buy 10 @ 102 ioc
        => T cancelled 10: IOC
      quote 1 sell 0
      U buy 10
        => U cancelled 10: NO_LIQUIDITY
    `));

  test('of several venues may be crossed and do not trade with each other', () =>
    expectTranscript(`
      quote 1 buy 10 @ 102
      quote 2 sell 10 @ 101
      T sell 5
        => T takes 5 of venue 1 @ 102
      U buy 5
        => U takes 5 of venue 2 @ 101
    `));

  test('outside the price bands are not traded with', () =>
    expectTranscript(`
      quote 1 sell 10 @ 89
      bands 90 110
      T buy 5 @ 100 ioc
        => T cancelled 5: IOC
      bands 80 110
      U buy 5 @ 100 ioc
        => U takes 5 of venue 1 @ 89
    `));

  test('count for fill or kill', () =>
    expectTranscript(`
      A sell 5 @ 101
        => A rests 5 @ 101
      quote 1 sell 5 @ 101
      T buy 11 @ 101 fok
        => T cancelled 11: FOK
      U buy 10 @ 101 fok
        => U takes 5 of A @ 101
        => U takes 5 of venue 1 @ 101
    `));

  test('wait while there is no continuous trading', () =>
    expectTranscript(`
      A buy 10 @ 100
        => A rests 10 @ 100
      phase halted
        => phase HALTED
      quote 1 sell 10 @ 99
      phase reopening-auction
        => phase REOPENING_AUCTION
      uncross
        => uncrossed 0 @ 0, imbalance 0
        => phase CONTINUOUS
        => A takes 10 of venue 1 @ 99
    `));
});
