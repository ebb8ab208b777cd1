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

  test('OrderBook-rs #205: an order that had lost its place to a larger quantity had it again after a restart', () =>
    expectTranscript(`
      A buy 10 @ 99
        => A rests 10 @ 99
      B buy 10 @ 99
        => B rests 10 @ 99
      A replace 20
        => A replaced: 20 open, place lost
        => A rests 20 @ 99
      restart
      book
        | bid 99: B 10, A 20
      T sell 10 @ 99
        => T takes 10 of B @ 99
    `));

  test('OrderBook-rs #196, #208: a restart lost special orders and what was filled of a maker', () =>
    expectTranscript(`
      A sell 100 @ 101 show 20
        => A rests 20 of 100 @ 101
      S buy 5 stop 101
      O sell 5 day cls
      T buy 30 @ 101 ioc group 4
        => T takes 20 of A @ 101
        => A shows 20 of 80 at the back
        => T takes 10 of A @ 101
        => S triggered
        => S takes 5 of A @ 101
      U sell 5 stop 90
      restart
      book
        | ask 101: A 5+60
        | sell stop 90: U 5
        | waiting to sell: O 5
      A cancel
        => A cancelled 65: USER
    `));

  test('order-matcher #15: a clock inside made replays differ; a date is an argument here', () =>
    expectTranscript(`
      A buy 1 @ 99 until 20000
        => A rests 1 @ 99
      expire through 19999
      expire through 20000
        => A cancelled 1: EXPIRED
    `));

  test('a fill-or-kill counted own quantity that self-trade prevention would remove', () =>
    expectTranscript(`
      A sell 5 @ 101 group 7
        => A rests 5 @ 101
      B sell 5 @ 101
        => B rests 5 @ 101
      T buy 10 @ 101 fok group 7 stp oldest
        => T cancelled 10: FOK
      book
        | ask 101: A 5, B 5
    `));

  test('a refused replace lost the place, or the order', () =>
    expectTranscript(`
      A buy 10 @ 99
        => A rests 10 @ 99
      B buy 10 @ 99
        => B rests 10 @ 99
      A replace 10 -1
        => A rejected: INVALID_PRICE
      T sell 5 @ 99
        => T takes 5 of A @ 99
    `));

  test('an unfilled closing order was carried into the next day', () =>
    expectTranscript(`
      A buy 5 @ 99 cls
      phase closing-auction
        => phase CLOSING_AUCTION
      uncross to post-close
        => A cancelled 5: AUCTION
        => uncrossed 0 @ 0, imbalance 0
        => phase POST_CLOSE
    `));
});
