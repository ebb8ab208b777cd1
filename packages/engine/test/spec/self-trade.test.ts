import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

describe('self-trade prevention, by the mode of the incoming order', () => {
  const own = `
    A sell 10 @ 101 group 7
      => A rests 10 @ 101
    B sell 10 @ 101
      => B rests 10 @ 101`;

  test('newest: the incoming order ends, earlier fills stand', () =>
    expectTranscript(`
      B sell 5 @ 100
        => B rests 5 @ 100
      A sell 10 @ 101 group 7
        => A rests 10 @ 101
      T buy 20 @ 101 group 7 stp newest
        => T takes 5 of B @ 100
        => T cancelled 15: STP
      book
        | ask 101: A 10
    `));

  test('oldest: the resting order ends, matching goes on', () =>
    expectTranscript(`${own}
      T buy 15 @ 101 group 7 stp oldest
        => A cancelled 10: STP
        => T takes 10 of B @ 101
        => T rests 5 @ 101
    `));

  test('both: both end', () =>
    expectTranscript(`${own}
      T buy 15 @ 101 group 7 stp both
        => A cancelled 10: STP
        => T cancelled 15: STP
      book
        | ask 101: B 10
    `));

  test('decrement: both lose the smaller quantity; the one at zero ends, matching goes on', () =>
    expectTranscript(`${own}
      T buy 15 @ 101 group 7 stp decrement
        => T and A lose 10 to each other
        => A cancelled 0: STP
        => T takes 5 of B @ 101
    `));

  test('decrement of a larger resting order ends the incoming one', () =>
    expectTranscript(`${own}
      T buy 4 @ 101 group 7 stp decrement
        => T and A lose 4 to each other
        => T cancelled 0: STP
      book
        | ask 101: A 6, B 10
      A replace 6
        => A replaced: 6 open, place kept
    `));

  test('none: they trade, marked for surveillance', () =>
    expectTranscript(`${own}
      T buy 10 @ 101 group 7
        => T takes 10 of A @ 101, with itself
    `));

  test('does not concern orders of other groups or of none', () =>
    expectTranscript(`${own}
      T buy 10 @ 101 group 8 stp both
        => T takes 10 of A @ 101
      U buy 10 @ 101 stp both
        => U takes 10 of B @ 101
    `));

  test('neither sets the last price nor triggers a stop', () =>
    expectTranscript(`
      S buy 1 stop 101
      A sell 10 @ 101 group 7
        => A rests 10 @ 101
      T buy 10 @ 101 group 7 stp decrement
        => T and A lose 10 to each other
        => A cancelled 0: STP
        => T cancelled 0: STP
      book
        | buy stop 101: S 1
    `));

  test('takes a reserve order with all its reserve', () =>
    expectTranscript(`
      A sell 30 @ 101 show 10 group 7
        => A rests 10 of 30 @ 101
      T buy 5 @ 101 group 7 stp oldest
        => A cancelled 30: STP
        => T rests 5 @ 101
    `));
});
