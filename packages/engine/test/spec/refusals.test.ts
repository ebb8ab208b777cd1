import { describe, test } from 'vitest';
import { expectTranscript } from './transcript.ts';

describe('bad orders are refused by reason', () => {
  test.each([
    ['buy 0 @ 100', 'INVALID_QUANTITY'],
    ['buy -1 @ 100', 'INVALID_QUANTITY'],
    ['buy 2147483648 @ 100', 'INVALID_QUANTITY'],
    ['buy 4294967301 @ 100', 'INVALID_QUANTITY'],
    ['buy 1 @ -5', 'INVALID_PRICE'],
    ['buy 1 @ 2147483646', 'INVALID_PRICE'],
    ['buy 1 @ 4294967396', 'INVALID_PRICE'],
    ['buy 1 collar -5', 'INVALID_PRICE'],
    ['buy 1 @ 102', 'OFF_TICK'],
    ['buy 1 @ 100 stop 102', 'OFF_TICK'],
    ['buy 1 stop -5', 'INVALID_STOP_PRICE'],
    ['buy 10 @ 100 show -1', 'INVALID_DISPLAY'],
    ['buy 10 show 5', 'INVALID_DISPLAY'],
    ['buy 10 @ 100 ioc show 5', 'INVALID_DISPLAY'],
    ['buy 10 @ 100 min 11', 'INVALID_MINIMUM'],
    ['buy 10 @ 100 min -1', 'INVALID_MINIMUM'],
    ['buy 10 post-only', 'INVALID_COMBINATION'],
    ['buy 10 @ 100 ioc post-only', 'INVALID_COMBINATION'],
  ])('"%s": %s', (order, reason) =>
    expectTranscript(
      `
      A ${order}
        => A rejected: ${reason}
      book
    `,
      { priceIncrement: 5 },
    ),
  );

  test('a ref that is alive', () =>
    expectTranscript(`
      A buy 1 @ 100
        => A rests 1 @ 100
      A buy 1 @ 99
        => A rejected: DUPLICATE_REF
      A cancel
        => A cancelled 1: USER
      A buy 1 @ 99
        => A rests 1 @ 99
    `));

  test('a full pool, until there is room again', () =>
    expectTranscript(
      `
      A buy 1 @ 100
        => A rests 1 @ 100
      B buy 1 stop 200
      C buy 1 @ 99
        => C rejected: CAPACITY
      A cancel
        => A cancelled 1: USER
      C buy 1 @ 99
        => C rests 1 @ 99
    `,
      { orders: 2 },
    ));

  test('bands the wrong way round, prices that are none', () =>
    expectTranscript(`
      bands 110 90
        => rejected: INVALID_PRICE
      bands -1 90
        => rejected: INVALID_PRICE
      print -1
        => rejected: INVALID_PRICE
    `));
});
