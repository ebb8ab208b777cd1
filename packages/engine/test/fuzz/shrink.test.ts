import { expect, test } from 'vitest';
import { shrink } from './shrink.ts';

test('leaves only what the failure needs', () => {
  const items = Array.from({ length: 1000 }, (_, i) => i);
  const needs = (some: readonly number[]): boolean => [17, 500, 999].every((n) => some.includes(n));
  expect(shrink(items, needs)).toEqual([17, 500, 999]);
});

test('keeps the order of what is left', () => {
  const fails = (some: readonly string[]): boolean => some.join('').includes('ba');
  expect(shrink('abcabaca'.split(''), fails)).toEqual(['b', 'a']);
});
