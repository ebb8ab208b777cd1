import { createHash } from 'node:crypto';
import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { merklePath, merkleRoot, rootOf } from './merkle.ts';

const sha = (...parts: readonly Buffer[]): Buffer => {
  const all = createHash('sha256');
  for (const part of parts) all.update(part);
  return all.digest();
};
const leaf = (row: string): Buffer => sha(Buffer.from([0]), Buffer.from(row, 'hex'));
const node = (left: Buffer, right: Buffer): Buffer => sha(Buffer.from([1]), left, right);
const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((word) => sha(Buffer.from(word)).toString('hex'));

test('the root of three is that of two and the third', () => {
  const root = node(node(leaf(a), leaf(b)), leaf(c));
  expect(merkleRoot([a, b, c])).toBe(root.toString('hex'));
  expect(merkleRoot([a])).toBe(leaf(a).toString('hex'));
  expect(() => merkleRoot([])).toThrow(RangeError);
});

property.prop([fc.integer({ min: 1, max: 40 }), fc.nat(), fc.nat()])(
  'a path leads from its row to the root, and from no other row',
  (count, at, other) => {
    const rows = Array.from({ length: count }, (_, n) => sha(Buffer.from(`${n}`)).toString('hex'));
    const index = at % count;
    const path = merklePath(rows, index);
    expect(rootOf(rows[index] as string, path)).toBe(merkleRoot(rows));
    const stranger = other % count;
    if (stranger !== index) expect(rootOf(rows[stranger] as string, path)).not.toBe(merkleRoot(rows));
  },
);
