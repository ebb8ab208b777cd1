import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { LevelPool } from './level-pool.ts';
import { WindowMemory } from './window-memory.ts';
import { NO_KEY, PriceLadder } from './price-ladder.ts';

/** Keys near each other, far from each other, and at both ends. */
const keys = fc.oneof(
  fc.integer({ min: 9_000, max: 11_000 }),
  fc.integer({ min: 1, max: 2_147_483_645 }),
  fc.constantFrom(1, 2, 1_024, 2_147_483_644, 2_147_483_645),
);
const steps = fc.array(fc.tuple(fc.boolean(), keys), { maxLength: 300 });

describe.each([
  ['asks', 1],
  ['bids', -1],
] as const)('a ladder of %s', (_, sign) => {
  for (const windowSize of [0, 1024, 32_768]) {
    test.prop([steps])(`is a sorted list of its levels, with a window of ${windowSize}`, (list) => {
      const ladder = new PriceLadder(new LevelPool(1000), new WindowMemory(), sign, windowSize);
      const model = new Map<number, number>();
      for (const [add, price] of list) {
        const key = price * sign;
        const known = model.get(key);
        if (add) {
          const level = ladder.obtain(key);
          if (known !== undefined) expect(level).toBe(known);
          model.set(key, level);
        } else if (known !== undefined) {
          ladder.remove(known);
          model.delete(key);
        }
        const sorted = [...model.keys()].toSorted((a, b) => a - b);
        expect(ladder.bestKey).toBe(sorted[0] ?? NO_KEY);
        expect(walk(ladder)).toEqual(sorted.map((k) => model.get(k)));
        expect(ladder.levelCount).toBe(model.size);
        expect(ladder.find(key)).toBe(model.get(key) ?? 0);
      }
    });
  }
});

/** Forty prices within and beyond a window, drawn so often that a side grows out of its record and shrinks back into it. */
const phases = fc.array(
  fc.record({
    grow: fc.boolean(),
    picks: fc.array(fc.nat({ max: 39 }), { minLength: 10, maxLength: 60 }),
  }),
  { minLength: 4, maxLength: 12 },
);

describe.each([
  ['asks', 1],
  ['bids', -1],
] as const)('a ladder of %s that grows and shrinks', (_, sign) => {
  for (const windowSize of [0, 1024]) {
    test.prop([phases])(`keeps its order, with a window of ${windowSize}`, (list) => {
      const ladder = new PriceLadder(new LevelPool(100), new WindowMemory(), sign, windowSize);
      const model = new Map<number, number>();
      for (const { grow, picks } of list) {
        for (const pick of picks) {
          const key = sign * (5_000 + pick * 97);
          const known = model.get(key);
          if (known === undefined && grow) model.set(key, ladder.obtain(key));
          else if (known !== undefined && !grow) {
            ladder.remove(known);
            model.delete(key);
          }
          const sorted = [...model.keys()].toSorted((a, b) => a - b);
          expect(ladder.bestKey).toBe(sorted[0] ?? NO_KEY);
          expect(walk(ladder)).toEqual(sorted.map((k) => model.get(k)));
          expect(ladder.window.count).toBe(ladder.window.bitCount());
        }
      }
    });
  }
});

const walk = (ladder: PriceLadder): number[] => {
  const levels: number[] = [];
  for (let level = ladder.bestLevel; level !== 0; level = ladder.after(level)) levels.push(level);
  return levels;
};
