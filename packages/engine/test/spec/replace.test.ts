import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

describe('cancel', () => {
  test('of an unknown or finished order is refused, never silent', () =>
    expectTranscript(`
      A buy 10 @ 99
        => A rests 10 @ 99
      A cancel
        => A cancelled 10: USER
      A cancel
        => A rejected: UNKNOWN_ORDER
      B cancel
        => B rejected: UNKNOWN_ORDER
    `));

  test('after a partial fill takes what is left', () =>
    expectTranscript(`
      A buy 10 @ 99
        => A rests 10 @ 99
      T sell 4 @ 99
        => T takes 4 of A @ 99
      A cancel
        => A cancelled 6: USER
    `));

  test('that loses the race against a fill is refused', () =>
    expectTranscript(`
      A buy 10 @ 99
        => A rests 10 @ 99
      T sell 10 @ 99
        => T takes 10 of A @ 99
      A cancel
        => A rejected: UNKNOWN_ORDER
    `));
});

describe('replace', () => {
  const queue = `
    A buy 10 @ 99
      => A rests 10 @ 99
    B buy 10 @ 99
      => B rests 10 @ 99`;

  test('to a smaller quantity keeps the place', () =>
    expectTranscript(`${queue}
      A replace 5
        => A replaced: 5 open, place kept
      book
        | bid 99: A 5, B 10
    `));

  test('to a larger quantity loses the place', () =>
    expectTranscript(`${queue}
      A replace 11
        => A replaced: 11 open, place lost
        => A rests 11 @ 99
      book
        | bid 99: B 10, A 11
    `));

  test('to another price and back loses the place twice', () =>
    expectTranscript(`${queue}
      A replace 10 @ 98
        => A replaced: 10 open, place lost
        => A rests 10 @ 98
      A replace 10 @ 99
        => A replaced: 10 open, place lost
        => A rests 10 @ 99
      book
        | bid 99: B 10, A 10
    `));

  test('of nothing at all keeps the place', () =>
    expectTranscript(`${queue}
      A replace 10 @ 99
        => A replaced: 10 open, place kept
      book
        | bid 99: A 10, B 10
    `));

  test('of the display quantity loses the place', () =>
    expectTranscript(`${queue}
      A replace 10 show 5
        => A replaced: 10 open, place lost
        => A rests 5 of 10 @ 99
      book
        | bid 99: B 10, A 5+5
    `));

  test('of the time in force keeps the place; to an immediate one it is refused', () =>
    expectTranscript(`${queue}
      A replace 10 day
        => A replaced: 10 open, place kept
      A replace 10 ioc
        => A rejected: INVALID_COMBINATION
      expire day
        => A cancelled 10: EXPIRED
      book
        | bid 99: B 10
    `));

  test('names the new total: what was filled counts', () =>
    expectTranscript(`${queue}
      T sell 4 @ 99
        => T takes 4 of A @ 99
      A replace 8
        => A replaced: 4 open, place kept
      book
        | bid 99: A 4, B 10
    `));

  test('to no more than what was filled cancels the remainder, never leaves less than nothing', () =>
    expectTranscript(`${queue}
      T sell 7 @ 99
        => T takes 7 of A @ 99
      A replace 6
        => A cancelled 3: REPLACE
      book
        | bid 99: B 10
    `));

  test('that makes the order marketable trades at once, as taker', () =>
    expectTranscript(`${queue}
      S sell 4 @ 101
        => S rests 4 @ 101
      A replace 10 @ 102
        => A replaced: 10 open, place lost
        => A takes 4 of S @ 101
        => A rests 6 @ 102
    `));

  test.each([
    ['A replace 0', 'INVALID_QUANTITY'],
    ['A replace -5', 'INVALID_QUANTITY'],
    ['A replace 5 @ -1', 'INVALID_PRICE'],
    ['A replace 5 stop 98', 'INVALID_STOP_PRICE'],
    ['C replace 5', 'UNKNOWN_ORDER'],
  ])('"%s" is refused and leaves order and place untouched', (command, reason) =>
    expectTranscript(`${queue}
      ${command}
        => ${command[0]} rejected: ${reason}
      book
        | bid 99: A 10, B 10
    `),
  );
});
