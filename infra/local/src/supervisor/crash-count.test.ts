import { expect, test } from 'vitest';
import { CrashCount } from './crash-count.ts';

const at = (facts: number) => ({ facts, of: 1_000, factsPerSecond: 0 });

/** Crashes until it is enough, or a hundred. */
function endures(crash: (n: number) => Parameters<CrashCount['crashed']>[0]): number {
  const count = new CrashCount();
  for (let n = 1; n <= 100; n++) if (count.crashed(crash(n)) === undefined) return n;
  return Infinity;
}

test('a unit is given up at the ninth crash in a row, later and later', () => {
  expect(endures(() => undefined)).toBe(9);
  const count = new CrashCount();
  expect([count.crashed(), count.crashed(), count.crashed()]).toEqual([250, 500, 1_000]);
});

test('starts that each came further are none of them', () => {
  expect(endures((n) => at(n * 10))).toBe(Infinity);
  const count = new CrashCount();
  expect([count.crashed(at(100)), count.crashed(at(200)), count.crashed(at(200))]).toEqual([
    250, 250, 500,
  ]);
});

test('those that end at the same place, or a little behind it, are', () => {
  expect(endures(() => at(500))).toBe(9);
  expect(endures((n) => at(500 + (n % 9)))).toBe(9);
  expect(endures(() => at(0))).toBe(9);
});

test('after a start the next recovery begins at nothing; only running for long clears the count', () => {
  const count = new CrashCount();
  expect([count.crashed(at(900)), count.crashed()]).toEqual([250, 500]);
  count.started();
  expect(count.crashed()).toBe(1_000);
  expect(count.crashed(at(500))).toBe(250);
  count.settled();
  expect(count.crashed()).toBe(250);
});
