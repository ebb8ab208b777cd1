import { describe, expect, test } from 'vitest';
import type { Moment } from '../moment/market-time.ts';
import { MarketUpdate, NANOS_PER_DAY } from '../update/market-update.ts';
import { Continuation } from './continuation.ts';

const SECOND = 1_000_000_000;

function updateAt(sequence: number, day: number, nanos: number): MarketUpdate {
  const update = new MarketUpdate();
  return Object.assign(update, { sequence, exchangeDay: day, exchangeNanos: nanos });
}

/** An update after it was continued, as `sequence day seconds`. */
function told(continuation: Continuation, update: MarketUpdate, market?: Moment, key = 0): string {
  continuation.apply(update, key, market);
  return `${update.sequence} ${update.exchangeDay} ${update.exchangeNanos / SECOND}`;
}

describe('numbers of recordings that follow each other', () => {
  test('are those of the first, and go on without a hole', () => {
    const continuation = new Continuation();
    continuation.begin();
    expect([7, 8, 12].map((n) => told(continuation, updateAt(n, 1, 0)))).toEqual([
      '7 1 0',
      '8 1 0',
      '12 1 0',
    ]);
    continuation.begin();
    // The hole in the recording stays one.
    expect([7, 8, 12].map((n) => told(continuation, updateAt(n, 1, 0)))).toEqual([
      '13 1 0',
      '14 1 0',
      '18 1 0',
    ]);
    expect(continuation.recorded(0, 18)).toBe(12);
  });

  test('stand behind an event that is in no recording', () => {
    const continuation = new Continuation();
    continuation.begin();
    told(continuation, updateAt(5, 1, 0));
    expect(continuation.next(0)).toBe(6);
    continuation.begin();
    expect(told(continuation, updateAt(1, 1, 0))).toBe('7 1 0');
  });

  test('are each instrument’s own where it has its own', () => {
    const continuation = new Continuation();
    continuation.begin();
    told(continuation, updateAt(10, 1, 0), undefined, 1);
    told(continuation, updateAt(90, 1, 0), undefined, 2);
    continuation.begin();
    expect(told(continuation, updateAt(10, 1, 0), undefined, 2)).toBe('91 1 0');
    expect(told(continuation, updateAt(10, 1, 0), undefined, 1)).toBe('11 1 0');
  });
});

describe('times', () => {
  test('are kept where the market has none, or is at most five seconds further', () => {
    const continuation = new Continuation();
    expect(told(continuation, updateAt(1, 9, 10 * SECOND))).toBe('1 9 10');
    expect(told(continuation, updateAt(2, 9, 11 * SECOND), { day: 9, nanos: 16 * SECOND })).toBe(
      '2 9 11',
    );
    expect(continuation.isMoved).toBe(false);
  });

  test('that would be silent are moved up, and later ones by as much', () => {
    const continuation = new Continuation();
    const market = { day: 400, nanos: 100 * SECOND };
    expect(told(continuation, updateAt(1, 9, 500 * SECOND), market)).toBe('1 400 100');
    expect(told(continuation, updateAt(2, 9, 503 * SECOND), market)).toBe('2 400 103');
    expect(continuation.isMoved).toBe(true);
    // Another source was faster.
    expect(
      told(continuation, updateAt(3, 9, 504 * SECOND), { day: 400, nanos: 200 * SECOND }),
    ).toBe('3 400 200');
    expect(told(continuation, updateAt(4, 9, 505 * SECOND), market)).toBe('4 400 201');
  });

  test('may pass midnight on the way', () => {
    const continuation = new Continuation();
    const market = { day: 20, nanos: NANOS_PER_DAY - SECOND };
    expect(told(continuation, updateAt(1, 9, 10 * SECOND), market)).toBe('1 20 86399');
    expect(told(continuation, updateAt(2, 9, 13 * SECOND), market)).toBe('2 21 2');
  });
});
