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

const entry = fc.tuple(fc.constantFrom('account-a', 'account-b', 'trading-0', ''), id);

property.prop([fc.array(entry, { maxLength: 300 })])(
  'is as exact as a set of texts, each with its scope',
  (entries) => {
    const [found, expected] = [new IdSet(), new Set<string>()];
    for (const [scope, one] of entries) {
      const text = JSON.stringify([scope, one]);
      expect(found.add(scope, one)).toBe(!expected.has(text));
      expect(found.add(scope, one)).toBe(false);
      expect(expected.add(text).has(text)).toBe(true);
    }
  },
);

test('holds a hundred thousand ids that differ in their last digits, and each again in another scope', () => {
  const ids = Array.from(
    { length: 100_000 },
    (_, n) => `0192f3a0-7c1e-7aaa-8bbb-${n.toString(16).padStart(12, '0')}`,
  );
  const set = new IdSet();
  for (const scope of ['account-a', 'account-b']) {
    expect(ids.filter((one) => !set.add(scope, one))).toEqual([]);
    expect(ids.filter((one) => set.add(scope, one))).toEqual([]);
  }
});

test('holds an id in each of ten thousand scopes', () => {
  const scopes = Array.from({ length: 10_000 }, (_, n) => `account-${n}`);
  const set = new IdSet();
  const one = '00000000-0000-0000-0000-000000000000';
  expect(scopes.filter((scope) => !set.add(scope, one))).toEqual([]);
  expect(scopes.filter((scope) => set.add(scope, one))).toEqual([]);
});
