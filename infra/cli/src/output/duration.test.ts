import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

test.each([
  ['20s', 20_000],
  ['5m', 300_000],
  ['500ms', 500],
  ['1h', 3_600_000],
])('%s is %i ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '20', 's', '-1s', '1.5s', '1d'])('%j is refused', (text) => {
  expect(() => parseDuration(text)).toThrow(/such as 20s/);
});
