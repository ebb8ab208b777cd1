import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

// Faults that other engines have or had, each as the case that shows it.

describe('faults of other engines', () => {
  test('matcherjs: an emptied best level stayed in the book and matching stopped silently behind it', () =>
    expectTranscript(`
      A sell 1 @ 101
        => A rests 1 @ 101
      B sell 1 @ 102
        => B rests 1 @ 102
      T buy 1 @ 101
        => T takes 1 of A @ 101
      U buy 1 @ 102
        => U takes 1 of B @ 102
    `));

  test('nodejs-order-book: three fills of a tenth left a ghost of 5.55e-17; quantities are integers here', () =>
    expectTranscript(`
      A sell 1 @ 101
        => A rests 1 @ 101
      B sell 2 @ 101
        => B rests 2 @ 101
      T buy 3 @ 101
        => T takes 1 of A @ 101
        => T takes 2 of B @ 101
      book
    `));

  test('nodejs-order-book: a size decrease lost the place in the queue', () =>
    expectTranscript(`
      A buy 10 @ 99
        => A rests 10 @ 99
      B buy 10 @ 99
        => B rests 10 @ 99
      A replace 9
        => A replaced: 9 open, place kept
      T sell 9 @ 99
        => T takes 9 of A @ 99
    `));

  test('CppTrader #8, liquibook #23: the comparison of stops was inverted', () =>
    expectTranscript(`
      B buy 1 stop 105
      S sell 1 stop 95
      print 100
      print 104
      print 96
      book
        | buy stop 105: B 1
        | sell stop 95: S 1
      print 105
        => B triggered
        => B cancelled 1: NO_LIQUIDITY
      print 95
        => S triggered
        => S cancelled 1: NO_LIQUIDITY
    `));

  test('liquibook #25: a stop that had not triggered could not be cancelled', () =>
    expectTranscript(`
      S buy 1 stop 105
      S cancel
        => S cancelled 1: USER
      print 105
    `));

  test('liquibook #32: replace worked on the original instead of the open quantity and corrupted the book', () =>
    expectTranscript(`
      A buy 100 @ 99
        => A rests 100 @ 99
      T sell 60 @ 99
        => T takes 60 of A @ 99
      A replace 100 @ 98
        => A replaced: 40 open, place lost
        => A rests 40 @ 98
      U sell 100 @ 98 ioc
        => U takes 40 of A @ 98
        => U cancelled 60: IOC
      book
    `));

  test('nodejs-order-book: cancels in the middle of a long queue took time with its length, and are links here', () =>
    expectTranscript(`
      A buy 1 @ 99
        => A rests 1 @ 99
      B buy 1 @ 99
        => B rests 1 @ 99
      C buy 1 @ 99
        => C rests 1 @ 99
      B cancel
        => B cancelled 1: USER
      T sell 2 @ 99
        => T takes 1 of A @ 99
        => T takes 1 of C @ 99
    `));

  test('a fill-or-kill checked while matching gave partial fills and then "cancelled"', () =>
    expectTranscript(`
      A sell 1 @ 101
        => A rests 1 @ 101
      T buy 2 @ 101 fok
        => T cancelled 2: FOK
      book
        | ask 101: A 1
    `));

  test('a market order into an empty book stayed open for ever', () =>
    expectTranscript(`
      T buy 2
        => T cancelled 2: NO_LIQUIDITY
      A sell 2 @ 101
        => A rests 2 @ 101
      book
        | ask 101: A 2
    `));

  test('auction leftovers were appended behind orders that entered later', () =>
    expectTranscript(`
      phase closing-auction
        => phase CLOSING_AUCTION
      phase halted
        => phase HALTED
      A buy 5 @ 100
        => A rests 5 @ 100
      B buy 5 @ 100
        => B rests 5 @ 100
      S sell 3 @ 100
        => S rests 3 @ 100
      phase reopening-auction
        => phase REOPENING_AUCTION
      uncross reference 100
        => A buys 3 of S @ 100
        => uncrossed 3 @ 100, imbalance 7
        => phase CONTINUOUS
      C buy 5 @ 100
        => C rests 5 @ 100
      book
        | bid 100: A 2, B 5, C 5
    `));
});
