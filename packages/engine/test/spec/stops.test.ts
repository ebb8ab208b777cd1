import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

const trade = (price: number): string => `
  X${price} sell 1 @ ${price}
    => X${price} rests 1 @ ${price}
  Y${price} buy 1 @ ${price}
    => Y${price} takes 1 of X${price} @ ${price}`;

describe('stops', () => {
  test('a buy stop is triggered by a sale at or above its price, a sell stop at or below', () =>
    expectTranscript(`
      B buy 5 stop 105
      S sell 5 stop 95
      ${trade(104)}
      ${trade(96)}
      X sell 1 @ 105
        => X rests 1 @ 105
      Y buy 1 @ 105
        => Y takes 1 of X @ 105
        => B triggered
        => B cancelled 5: NO_LIQUIDITY
      book
        | sell stop 95: S 5
    `));

  test('are triggered only after the order that printed has finished, not in the middle of its sweep', () =>
    expectTranscript(`
      ${trade(100)}
      B buy 5 stop 101
      A sell 5 @ 101
        => A rests 5 @ 101
      C sell 5 @ 102
        => C rests 5 @ 102
      D sell 5 @ 103
        => D rests 5 @ 103
      T buy 10 @ 102
        => T takes 5 of A @ 101
        => T takes 5 of C @ 102
        => B triggered
        => B takes 5 of D @ 103
    `));

  test('every price of a sweep counts, also one that is not its last', () =>
    expectTranscript(`
      ${trade(103)}
      S sell 2 stop 100
      A sell 5 @ 100
        => A rests 5 @ 100
      C sell 5 @ 102
        => C rests 5 @ 102
      T buy 10 @ 102
        => T takes 5 of A @ 100
        => T takes 5 of C @ 102
        => S triggered
        => S cancelled 2: NO_LIQUIDITY
    `));

  test('go buys by ascending, sells by descending stop price, at a price by acceptance', () =>
    expectTranscript(`
      A buy 1 stop 103
      B buy 1 stop 101
      C buy 1 stop 102
      D buy 1 stop 101
      print 105
        => B triggered
        => B cancelled 1: NO_LIQUIDITY
        => D triggered
        => D cancelled 1: NO_LIQUIDITY
        => C triggered
        => C cancelled 1: NO_LIQUIDITY
        => A triggered
        => A cancelled 1: NO_LIQUIDITY
      E sell 1 stop 100
      F sell 1 stop 102
      print 99
        => F triggered
        => F cancelled 1: NO_LIQUIDITY
        => E triggered
        => E cancelled 1: NO_LIQUIDITY
    `));

  test('buys and sells elected by one first print go by acceptance', () =>
    expectTranscript(`
      A sell 1 stop 110
      B buy 1 stop 90
      C sell 1 stop 105
      print 100
        => A triggered
        => A cancelled 1: NO_LIQUIDITY
        => B triggered
        => B cancelled 1: NO_LIQUIDITY
        => C triggered
        => C cancelled 1: NO_LIQUIDITY
    `));

  test('whose trades trigger more stops cascade until it is quiet', () =>
    expectTranscript(`
      ${trade(100)}
      A sell 5 @ 101
        => A rests 5 @ 101
      B sell 5 @ 102
        => B rests 5 @ 102
      C sell 5 @ 103
        => C rests 5 @ 103
      S buy 5 stop 101
      R buy 5 stop 102
      T buy 5 @ 101
        => T takes 5 of A @ 101
        => S triggered
        => S takes 5 of B @ 102
        => R triggered
        => R takes 5 of C @ 103
    `));

  test('whose condition holds on entry are triggered at once', () =>
    expectTranscript(`
      ${trade(100)}
      A sell 5 @ 101
        => A rests 5 @ 101
      S buy 5 stop 100
        => S triggered
        => S takes 5 of A @ 101
    `));

  test('sleep while there is no last price, also when one was forgotten', () =>
    expectTranscript(`
      ${trade(100)}
      print 0
      S buy 5 stop 90
      book
        | buy stop 90: S 5
    `));

  test('are not triggered by an odd lot', () =>
    expectTranscript(
      `
      S buy 100 stop 101
      A sell 300 @ 101
        => A rests 300 @ 101
      T buy 99 @ 101
        => T takes 99 of A @ 101, odd lot
      U buy 100 @ 101
        => U takes 100 of A @ 101
        => S triggered
        => S takes 100 of A @ 101
    `,
      { roundLot: 100 },
    ));

  test('are not triggered by quotes', () =>
    expectTranscript(`
      S buy 5 stop 101
      A sell 5 @ 101
        => A rests 5 @ 101
      quote 1 buy 5 @ 100
      book
        | ask 101: A 5
        | buy stop 101: S 5
    `));

  test('that the last price elects are triggered when trading resumes, whatever a venue’s quote prints first', () =>
    expectTranscript(`
      ${trade(98)}
      R sell 5 @ 102
        => R rests 5 @ 102
      phase halted
        => phase HALTED
      S sell 7 @ 90 stop 100
      quote 1 buy 5 @ 103
      phase reopening-auction
        => phase REOPENING_AUCTION
      uncross
        => uncrossed 0 @ 0, imbalance 0
        => phase CONTINUOUS
        => R takes 5 of venue 1 @ 103
        => S triggered
        => S rests 7 @ 90
    `));

  test('with a limit become that limit order, with time priority from the trigger on', () =>
    expectTranscript(`
      S buy 5 @ 99 stop 101
      A buy 5 @ 99
        => A rests 5 @ 99
      print 101
        => S triggered
        => S rests 5 @ 99
      book
        | bid 99: A 5, S 5
    `));

  test('stop at their collar when triggered', () =>
    expectTranscript(`
      A sell 5 @ 101
        => A rests 5 @ 101
      B sell 5 @ 120
        => B rests 5 @ 120
      S buy 10 stop 100 collar 110
      print 100
        => S triggered
        => S takes 5 of A @ 101
        => S cancelled 5: COLLAR
    `));

  test('cannot be immediate', () =>
    expectTranscript(`
      S buy 5 stop 101 ioc
        => S rejected: INVALID_COMBINATION
      R buy 5 @ 102 stop 101 fok
        => R rejected: INVALID_COMBINATION
    `));

  test('can be cancelled and replaced while dormant; a new stop price is tested again', () =>
    expectTranscript(`
      ${trade(100)}
      S buy 5 stop 105
      R buy 5 stop 105
      S replace 4
        => S replaced: 4 open, place kept
      book
        | buy stop 105: S 4, R 5
      S replace 4 stop 106
        => S replaced: 4 open, place lost
      book
        | buy stop 105: R 5
        | buy stop 106: S 4
      R cancel
        => R cancelled 5: USER
      S replace 4 stop 100
        => S replaced: 4 open, place lost
        => S triggered
        => S cancelled 4: NO_LIQUIDITY
    `));

  test('do not count in the book’s depth', () =>
    expectTranscript(`
      S buy 5 stop 105
      T sell 5 @ 105 ioc
        => T cancelled 5: IOC
    `));
});
