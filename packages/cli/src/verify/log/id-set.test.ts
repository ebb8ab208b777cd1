import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { IdSet } from './id-set.ts';

/** Few of them, so that many come twice; and some that are no UUIDs. */
const id = fc.oneof(
  fc.integer({ min: 0, max: 60 }).map((n) => `00000000-0000-0000-0000-${`${n}`.padStart(12, '0')}`),
  fc
    .integer({ min: 0, max: 60 })
    .map((n) => `${`${n}`.padStart(8, '0')}-0000-0000-0000-000000000000`),
  fc.constantFrom('', 'b1', '00000000-0000-0000-0000-00000000000G'),
);

property.prop([fc.array(id, { maxLength: 300 })])('is as exact as a set of texts', (ids) => {
  const [found, expected] = [new IdSet(), new Set<string>()];
  for (const one of ids) {
    expect(found.add(one)).toBe(!expected.has(one));
    expect(found.add(one)).toBe(false);
    expect(expected.add(one).has(one)).toBe(true);
  }
});

test('holds a hundred thousand ids that differ in their last digits', () => {
  const ids = Array.from(
    { length: 100_000 },
    (_, n) => `0192f3a0-7c1e-7aaa-8bbb-${n.toString(16).padStart(12, '0')}`,
  );
  const set = new IdSet();
  expect(ids.filter((one) => !set.add(one))).toEqual([]);
  expect(ids.filter((one) => set.add(one))).toEqual([]);
});
