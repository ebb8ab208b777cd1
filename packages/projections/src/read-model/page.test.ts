import { describe, expect, test } from 'vitest';
import {
  BadCursorError,
  PAGE_DEFAULT,
  PAGE_MAX,
  pageSize,
  parseCursor,
  parsePosition,
  toPage,
} from './page.ts';

describe('a page', () => {
  test('has a cursor to the next one only where there are more rows', () => {
    expect(toPage([1, 2, 3], 2, String)).toEqual({ rows: [1, 2], next: '2' });
    expect(toPage([1, 2], 2, String)).toEqual({ rows: [1, 2], next: undefined });
    expect(toPage([], 2, String)).toEqual({ rows: [], next: undefined });
  });

  test('is of a size within bounds whatever is asked for', () => {
    expect([undefined, 0, -5, 7.9, 100_000].map(pageSize)).toEqual([
      PAGE_DEFAULT,
      1,
      1,
      7,
      PAGE_MAX,
    ]);
  });
});

test.each([
  '',
  '1',
  'x.1',
  '1.x',
  '1.2.3',
  '-1.2',
  "1.2' or 1=1",
  '99999999999999999999.1',
  // One more than 64 bits hold.
  '9223372036854775808.1',
])('%j is no cursor', (text) => {
  expect(() => parseCursor(text, /^\d+$/)).toThrow(BadCursorError);
});

test.each(['', 'x', '-1', '1.', '1.2', '9223372036854775808'])('%j is no position', (text) => {
  expect(() => parsePosition(text)).toThrow(BadCursorError);
});

test('a cursor reads back', () => {
  expect(parseCursor('12.34', /^\d+$/)).toEqual({ first: 12n, rest: '34' });
  expect(parsePosition('12')).toBe(12n);
});
