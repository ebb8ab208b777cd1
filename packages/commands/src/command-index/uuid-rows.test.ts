import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { UuidRows } from './uuid-rows.ts';

const capacity = 50;

describe('the last so many ids', () => {
  // Few enough different ids that most of them come again once they are forgotten.
  const ids = fc.array(fc.uuid(), { minLength: 1, maxLength: 90 });
  test.prop([ids, fc.array(fc.nat(), { maxLength: 400 })])(
    'are found at their rows, and no others',
    (known, order) => {
      const rows = new UuidRows(capacity);
      const added: string[] = [];
      for (const n of order) {
        const id = known[n % known.length] as string;
        if (added.slice(-capacity).includes(id)) continue;
        expect(rows.add(id)).toBe((added.push(id) - 1) % capacity);
      }
      const latest = added.slice(-capacity);
      for (const id of known)
        expect(rows.find(id)).toBe(latest.includes(id) ? added.lastIndexOf(id) % capacity : -1);
      expect(rows.size).toBe(latest.length);
    },
  );

  const id = (n: number): string => `00000000-0000-5000-8000-${n.toString(16).padStart(12, '0')}`;
  const range = (to: number): number[] => Array.from({ length: to }, (_, n) => n);

  test('are found among many that share cells, after many were forgotten', () => {
    const rows = new UuidRows(20_000);
    for (const n of range(45_000)) rows.add(id(n));
    const found = range(45_100).filter((n) => rows.find(id(n)) >= 0);
    expect(found).toEqual(range(20_000).map((n) => n + 25_000));
    expect(found.every((n) => rows.find(id(n)) === n % 20_000)).toBe(true);
  });

  test('are the same after a snapshot, and go on in the same rows', () => {
    const rows = new UuidRows(20_000);
    for (const n of range(45_000)) rows.add(id(n));
    const loaded = new UuidRows(20_000, structuredClone(rows.image()));
    expect(loaded.add(id(45_000))).toBe(rows.add(id(45_000)));
    const known = (of: UuidRows): number[] => range(45_100).map((n) => of.find(id(n)));
    expect(known(loaded)).toEqual(known(rows));
  });

  test('must be UUIDs', () => {
    expect(() => new UuidRows(4).find('order-1')).toThrow('not a UUID');
  });
});
