import type { ChangePlace, FollowedRows } from '@bellwether/projections/read-model';
import { describe, expect, test } from 'vitest';
import { rowChanges } from './row-changes.ts';

interface Row {
  readonly position: bigint;
  readonly key: string;
}

const row = (position: number, key = 'a'): Row => ({ position: BigInt(position), key });

/** Rows as a table would have them. */
function tableOf(rows: Row[], position: bigint): FollowedRows<Row> {
  const isBehind = (one: Row, place: ChangePlace): boolean =>
    one.position > place.position ||
    (one.position === place.position && place.key !== undefined && one.key > place.key);
  return {
    keys: /^[a-z]+$/,
    snapshot: () => Promise.resolve({ position, rows: [...rows] }),
    after: (place, limit) =>
      Promise.resolve(rows.filter((one) => isBehind(one, place)).slice(0, limit)),
    placeOf: (one) => ({ position: one.position, key: one.key }),
  };
}
const seen = (): Promise<void> => Promise.resolve();

describe('a follower of rows', () => {
  test('is given all of them with the position that they are of, and then what has changed behind it', async () => {
    const rows = [row(1), row(5, 'b')];
    const look = rowChanges(tableOf(rows, 7n), undefined, seen);
    expect(await look()).toEqual([
      { kind: 'SNAPSHOT', position: '7', rows: [row(1), row(5, 'b')] },
    ]);
    expect(await look()).toEqual([]);
    rows.push(row(8), row(8, 'c'));
    expect(await look()).toEqual([
      { kind: 'CHANGE', position: '8.c', rows: [row(8), row(8, 'c')] },
    ]);
    expect(await look()).toEqual([]);
  });

  test('learns that there is nothing, and where to go on from', async () => {
    const look = rowChanges(tableOf([], -1n), undefined, seen);
    expect(await look()).toEqual([{ kind: 'SNAPSHOT', position: '-1', rows: [] }]);
  });

  test('goes on behind the row that it had last, within a position as well', async () => {
    const look = rowChanges(tableOf([row(3), row(4, 'a'), row(4, 'b'), row(5)], 9n), '4.a', seen);
    expect(await look()).toEqual([
      { kind: 'CHANGE', position: '5.a', rows: [row(4, 'b'), row(5)] },
    ]);
    expect(await look()).toEqual([]);
  });

  test('is told of many in pages, of which only the last of a snapshot can be gone on from', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => row(n + 1));
    const pages = await rowChanges(tableOf(rows, 500n), undefined, seen)();
    expect(pages.map((page) => page.position)).toEqual([null, null, '500']);
    expect(pages.flatMap((page) => page.rows)).toEqual(rows);
    const changes = await rowChanges(tableOf(rows, 500n), '0', seen)();
    expect(changes.map((page) => page.position)).toEqual(['200.a', '400.a', '450.a']);
    expect(changes.flatMap((page) => page.rows)).toEqual(rows);
  });

  test('begins anew where it has missed more than a thousand rows, and is told so', async () => {
    const rows = Array.from({ length: 1_001 }, (_, n) => row(n + 1));
    const [first, second] = await rowChanges(tableOf(rows, 2_000n), '0', seen)();
    expect(first).toEqual({ kind: 'RESYNC', position: null, rows: [] });
    expect(second?.kind).toBe('SNAPSHOT');
    const justEnough = await rowChanges(tableOf(rows, 2_000n), '1', seen)();
    expect(justEnough.every(({ kind }) => kind === 'CHANGE')).toBe(true);
  });

  test('waits until the read models are where it has been', async () => {
    const stale = (position: bigint): Promise<void> =>
      Promise.reject(new Error(`not yet at ${position}`));
    await expect(rowChanges(tableOf([], 9n), '10', stale)()).rejects.toThrow('not yet at 10');
  });

  test.each(['', 'yesterday', '4.', '4.A', '4.a.b'])('“%s” is no place to go on from', (from) => {
    expect(() => rowChanges(tableOf([], 9n), from, seen)).toThrow('no');
  });
});
