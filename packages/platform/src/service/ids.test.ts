import { expect, test } from 'vitest';
import { derivedId, factId, newId } from './ids.ts';

test('new ids are different and begin with their millisecond, so they sort by time of creation', () => {
  const ids = Array.from({ length: 1_000 }, newId);
  const times = ids.map((id) => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
  expect(new Set(ids).size).toBe(1_000);
  expect(times.toSorted((a, b) => a - b)).toEqual(times);
  expect(Math.abs(Date.now() - (times[0] ?? 0))).toBeLessThan(60_000);
});

test('ids that follow from the same name are the same, for ever', () => {
  expect(derivedId('a')).toBe('5deb96f3-a382-52df-858e-d6a1af73e90a');
  expect(factId('c', 0)).not.toBe(factId('c', 1));
  expect(factId('c', 0)).toBe(derivedId('c/0'));
});
