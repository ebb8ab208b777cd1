import { expect, test } from 'vitest';
import type { Rows } from './fold.ts';
import { RowCache } from './row-cache.ts';

const rows = (from: number, to: number, value: number): Rows =>
  new Map(Array.from({ length: to - from }, (_, i) => [`${from + i}`, { value }]));

const known = (cache: RowCache, ...keys: string[]): Rows => {
  const found: Rows = new Map();
  cache.take(new Set(keys), found);
  return found;
};

test('what was kept last is what is known', () => {
  const cache = new RowCache(20);
  cache.keep(rows(0, 8, 1));
  cache.keep(rows(0, 4, 2));
  cache.keep(rows(20, 24, 3));
  expect(known(cache, '0', '3', '20')).toEqual(
    new Map([
      ['0', { value: 2 }],
      ['3', { value: 2 }],
      ['20', { value: 3 }],
    ]),
  );
});

test('no more rows are kept than were asked for, and those touched last among them', () => {
  const cache = new RowCache(10);
  for (let i = 0; i < 1_000; i += 5) cache.keep(rows(i, i + 5, i));
  const all = known(cache, ...Array.from({ length: 1_000 }, (_, i) => `${i}`));
  expect([...all.keys()]).toEqual(Array.from({ length: 10 }, (_, i) => `${990 + i}`));
});

test('a key that is not known, or known not to exist, is missing', () => {
  const cache = new RowCache(10);
  cache.keep(new Map([['none', undefined]]));
  expect(cache.take(new Set(['none', 'other']), new Map())).toEqual(['none', 'other']);
});

test('nothing is known any more after a failure', () => {
  const cache = new RowCache(4);
  cache.keep(rows(0, 4, 1));
  cache.clear();
  expect(known(cache, '0', '3').size).toBe(0);
});
