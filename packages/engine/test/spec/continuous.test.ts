import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

describe('price-time priority', () => {
  test('the best price trades first, at a price the oldest order, each at the resting order’s price', () =>
    expectTranscript(`
      A sell 10 @ 102
        => A rests 10 @ 102
      B sell 10 @ 101
        => B rests 10 @ 101
      C sell 10 @ 101
        => C rests 10 @ 101
      T buy 25 @ 103
        => T takes 10 of B @ 101
        => T takes 10 of C @ 101
        => T takes 5 of A @ 102
      book
        | ask 102: A 5
    `));

  test('a limit order does not trade through its limit and rests with the remainder', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      B sell 10 @ 103
        => B rests 10 @ 103
      T buy 25 @ 102
        => T takes 10 of A @ 101
        => T rests 15 @ 102
      book
        | ask 103: B 10
        | bid 102: T 15
    `));

  test('an order at the other side’s best price trades: the book is never locked', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      T buy 10 @ 101
        => T takes 10 of A @ 101
      book
    `));

  test('an empty price level between two others is passed over', () =>
    expectTranscript(`
      A sell 1 @ 101
        => A rests 1 @ 101
      B sell 1 @ 102
        => B rests 1 @ 102
      C sell 1 @ 103
        => C rests 1 @ 103
      B cancel
        => B cancelled 1: USER
      T buy 2 @ 110
        => T takes 1 of A @ 101
        => T takes 1 of C @ 103
    `));
});

describe('market orders', () => {
  test('sweep every level; a remainder is cancelled for want of liquidity and never rests', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      B sell 10 @ 150
        => B rests 10 @ 150
      T buy 30
        => T takes 10 of A @ 101
        => T takes 10 of B @ 150
        => T cancelled 10: NO_LIQUIDITY
      book
    `));

  test('into an empty book are cancelled at once', () =>
    expectTranscript(`
      T sell 5
        => T cancelled 5: NO_LIQUIDITY
    `));

  test('stop at their collar', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      B sell 10 @ 150
        => B rests 10 @ 150
      T buy 30 collar 120
        => T takes 10 of A @ 101
        => T cancelled 20: COLLAR
    `));

  test('a collar beyond all liquidity is no reason: there was no liquidity', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      T buy 30 collar 120
        => T takes 10 of A @ 101
        => T cancelled 20: NO_LIQUIDITY
    `));

  test('cannot be good till cancelled', () =>
    expectTranscript(`
      T buy 30 gtc
        => T rejected: INVALID_COMBINATION
    `));
});

describe('immediate or cancel', () => {
  test('fills what it can within its limit; the remainder is cancelled and never shown', () =>
    expectTranscript(`
      A sell 3000 @ 101
        => A rests 3000 @ 101
      T buy 10000 @ 101 ioc
        => T takes 3000 of A @ 101
        => T cancelled 7000: IOC
      book
    `));
});

describe('fill or kill', () => {
  test('of more than there is ends without any fill', () =>
    expectTranscript(`
      A sell 9999 @ 101
        => A rests 9999 @ 101
      T buy 10000 @ 101 fok
        => T cancelled 10000: FOK
      book
        | ask 101: A 9999
    `));

  test('of exactly what there is, over several prices, is filled whole', () =>
    expectTranscript(`
      A sell 60 @ 101
        => A rests 60 @ 101
      B sell 40 @ 102
        => B rests 40 @ 102
      T buy 100 @ 102 fok
        => T takes 60 of A @ 101
        => T takes 40 of B @ 102
    `));

  test('counts hidden reserve, for it would trade', () =>
    expectTranscript(`
      A sell 100 @ 101 show 10
        => A rests 10 of 100 @ 101
      T buy 100 @ 101 fok
        => T takes 10 of A @ 101
        => A shows 10 of 90 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 80 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 70 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 60 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 50 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 40 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 30 at the back
        => T takes 10 of A @ 101
        => A shows 10 of 20 at the back
        => T takes 10 of A @ 101
        => A shows 10 at the back
        => T takes 10 of A @ 101
    `));

  test('does not count own quantity that self-trade prevention would remove', () =>
    expectTranscript(`
      A sell 50 @ 101 group 7
        => A rests 50 @ 101
      B sell 50 @ 101
        => B rests 50 @ 101
      T buy 60 @ 101 fok group 7 stp oldest
        => T cancelled 60: FOK
      U buy 50 @ 101 fok group 7 stp oldest
        => A cancelled 50: STP
        => U takes 50 of B @ 101
    `));

  test('ends when it would meet an own order before completion and would have to yield to it', () =>
    expectTranscript(`
      A sell 50 @ 101
        => A rests 50 @ 101
      B sell 50 @ 101 group 7
        => B rests 50 @ 101
      C sell 50 @ 101
        => C rests 50 @ 101
      T buy 60 @ 101 fok group 7 stp newest
        => T cancelled 60: FOK
      U buy 50 @ 101 fok group 7 stp newest
        => U takes 50 of A @ 101
    `));

  test('as a market order is all or nothing against the whole book, within its collar', () =>
    expectTranscript(`
      A sell 50 @ 101
        => A rests 50 @ 101
      B sell 50 @ 120
        => B rests 50 @ 120
      T buy 100 fok collar 110
        => T cancelled 100: FOK
      U buy 100 fok
        => U takes 50 of A @ 101
        => U takes 50 of B @ 120
    `));
});

describe('minimum quantity', () => {
  test('not to be had at once ends the order without fills', () =>
    expectTranscript(`
      A sell 40 @ 101
        => A rests 40 @ 101
      T buy 100 @ 101 min 50
        => T cancelled 100: MINIMUM_QUANTITY
      book
        | ask 101: A 40
    `));

  test('once had, the remainder follows its time in force', () =>
    expectTranscript(`
      A sell 60 @ 101
        => A rests 60 @ 101
      T buy 100 @ 101 min 50
        => T takes 60 of A @ 101
        => T rests 40 @ 101
    `));

  test('is a condition on immediate execution: not for stops, and only where there is matching', () =>
    expectTranscript(`
      T buy 100 @ 101 stop 105 min 50
        => T rejected: INVALID_MINIMUM
      phase halted
        => phase HALTED
      U buy 100 @ 101 min 50
        => U rejected: INVALID_MINIMUM
    `));
});

describe('post-only', () => {
  test('is refused where it would take, and rests where it would not', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      T buy 10 @ 101 post-only
        => T rejected: POST_ONLY_WOULD_TAKE
      U buy 10 @ 100 post-only
        => U rests 10 @ 100
    `));

  test('is refused a replace that would take, and keeps its place', () =>
    expectTranscript(`
      A sell 10 @ 101
        => A rests 10 @ 101
      U buy 10 @ 100 post-only
        => U rests 10 @ 100
      V buy 10 @ 100
        => V rests 10 @ 100
      U replace 10 @ 101
        => U rejected: POST_ONLY_WOULD_TAKE
      book
        | ask 101: A 10
        | bid 100: U 10, V 10
    `));

  test('counts external quotes as liquidity that it would take', () =>
    expectTranscript(`
      quote 1 sell 10 @ 101
      T buy 10 @ 101 post-only
        => T rejected: POST_ONLY_WOULD_TAKE
    `));
});

describe('reserve orders', () => {
  test('show one tranche at a time; the next one goes to the back of the queue', () =>
    expectTranscript(`
      A sell 30 @ 101 show 10
        => A rests 10 of 30 @ 101
      B sell 10 @ 101
        => B rests 10 @ 101
      T buy 25 @ 101
        => T takes 10 of A @ 101
        => A shows 10 of 20 at the back
        => T takes 10 of B @ 101
        => T takes 5 of A @ 101
      book
        | ask 101: A 5+10
    `));

  test('bound the tranches of an order', () =>
    expectTranscript(`
      A sell 1000 @ 101 show 1
        => A rests 1 of 1000 @ 101
      B sell 1001 @ 101 show 1
        => B rejected: INVALID_DISPLAY
    `));

  test('a smaller total comes off the reserve first and keeps the place', () =>
    expectTranscript(`
      A sell 30 @ 101 show 10
        => A rests 10 of 30 @ 101
      B sell 10 @ 101
        => B rests 10 @ 101
      A replace 12
        => A replaced: 12 open, place kept
      book
        | ask 101: A 10+2, B 10
      A replace 4
        => A replaced: 4 open, place kept
      book
        | ask 101: A 4, B 10
    `));
});
