import { createHash } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { merklePath, merkleRoot, rootOf } from './merkle.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const leaf = (row: string): string => sha(`0${row}`);
const node = (left: string, right: string): string => sha(`1${left}${right}`);
const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map(sha);

test('the root of three is that of two and the third', () => {
  const root = node(node(leaf(a), leaf(b)), leaf(c));
  expect(merkleRoot([a, b, c])).toBe(root);
  expect(merkleRoot([a])).toBe(leaf(a));
  expect(() => merkleRoot([])).toThrow(RangeError);
});

property.prop([fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat()])(
  'a path leads from its row to the root, and from no other row',
  (count, at, other) => {
    const rows = Array.from({ length: count }, (_, n) => sha(`${n}`));
    const index = at % count;
    const path = merklePath(rows, index);
    expect(rootOf(rows[index] as string, path)).toBe(merkleRoot(rows));
    const stranger = other % count;
    if (stranger !== index)
      expect(rootOf(rows[stranger] as string, path)).not.toBe(merkleRoot(rows));
  },
);
