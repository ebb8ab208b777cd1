import { describe, test } from 'vitest';
import { Phase } from '../../src/index.ts';
import { expectTranscript } from './transcript.ts';

describe('what a phase takes', () => {
  test.each([
    [Phase.PRE_OPEN, 'buy 1 @ 99', 'A rests 1 @ 99'],
    [Phase.PRE_OPEN, 'buy 1 @ 99 ioc', 'A rejected: PHASE'],
    [Phase.PRE_OPEN, 'buy 1 @ 99 fok', 'A rejected: PHASE'],
    [Phase.CONTINUOUS, 'buy 1 @ 99 opg', 'A rejected: PHASE'],
    [Phase.HALTED, 'buy 1 @ 99', 'A rests 1 @ 99'],
    [Phase.HALTED, 'buy 1 @ 99 ioc', 'A rejected: PHASE'],
    [Phase.PAUSED, 'buy 1 @ 99 ioc', 'A rejected: PHASE'],
    [Phase.MWCB_HALT, 'buy 1 @ 99 fok', 'A rejected: PHASE'],
    [Phase.CLOSED, 'buy 1 @ 99 gtc', 'A rests 1 @ 99'],
    [Phase.CLOSED, 'buy 1 @ 99 until 5', 'A rests 1 @ 99'],
    [Phase.CLOSED, 'buy 1 @ 99 day', 'A rejected: PHASE'],
    [Phase.CLOSED, 'buy 1', 'A rejected: PHASE'],
  ])('phase %i: "%s"', (phase, order, answer) =>
    expectTranscript(`A ${order}\n=> ${answer}`, { phase }),
  );
});

describe('phase changes', () => {
  test('trading does not begin on a crossed book', () =>
    expectTranscript(
      `
      A buy 1 @ 101
        => A rests 1 @ 101
      B sell 1 @ 101
        => B rests 1 @ 101
      phase continuous
        => rejected: BOOK_CROSSED
      B cancel
        => B cancelled 1: USER
      phase continuous
        => phase CONTINUOUS
    `,
      { phase: Phase.PRE_OPEN },
    ));

  test('trading that begins without an auction cancels what waited for one', () =>
    expectTranscript(
      `
      A buy 1 opg
      B buy 1
      C buy 1 @ 99 cls
      phase continuous
        => A cancelled 1: AUCTION
        => B cancelled 1: AUCTION
        => phase CONTINUOUS
      book
        | waiting to buy: C 1
    `,
      { phase: Phase.PRE_OPEN },
    ));

  test.each([
    ['post-close', 'pre-open'],
    ['closed', 'closing-auction'],
    ['halted', 'pre-open'],
  ])('from %s to %s there is no way', (from, to) =>
    expectTranscript(`
      phase ${from}
        => phase ${from.replace('-', '_').toUpperCase()}
      phase ${to}
        => rejected: INVALID_PHASE_CHANGE
    `),
  );

  test('an uncross needs a phase that collects for it', () =>
    expectTranscript(`
      uncross reference 100
        => rejected: INVALID_PHASE_CHANGE
      phase halted
        => phase HALTED
      uncross reference 100
        => rejected: INVALID_PHASE_CHANGE
    `));
});

describe('expiry', () => {
  test('ends DAY at the end of the session and GTD after its date, and leaves GTC', () =>
    expectTranscript(`
      A buy 1 @ 99 day
        => A rests 1 @ 99
      B buy 1 @ 99 until 5
        => B rests 1 @ 99
      C buy 1 @ 99 until 6
        => C rests 1 @ 99
      D buy 1 @ 99 gtc
        => D rests 1 @ 99
      E sell 1 stop 90
      expire day through 5
        => A cancelled 1: EXPIRED
        => B cancelled 1: EXPIRED
        => E cancelled 1: EXPIRED
      book
        | bid 99: C 1, D 1
    `));

  test('a date goes with GTD only, and GTD needs one', () =>
    expectTranscript(`
      A buy 1 @ 99 gtd
        => A rejected: INVALID_COMBINATION
    `));
});

describe('cancelling all', () => {
  test('orders, or those of a group', () =>
    expectTranscript(`
      A buy 1 @ 99 group 1
        => A rests 1 @ 99
      B buy 1 @ 99 group 2
        => B rests 1 @ 99
      C buy 1 stop 200 group 1
      cancel-all group 1
        => A cancelled 1: ADMIN
        => C cancelled 1: ADMIN
      cancel-all
        => B cancelled 1: ADMIN
      book
    `));
});
