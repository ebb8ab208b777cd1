import type { Changed, FollowedRows } from '@bellwether/projections/read-model';
import { describe, expect, test } from 'vitest';
import { rowChanges, type RowChangesOptions } from './row-changes.ts';

interface Row {
  readonly position: bigint;
  readonly key: string;
}

const row = (position: number, key = 'a'): Row => ({ position: BigInt(position), key });
const options: RowChangesOptions = {
  see: () => Promise.resolve(),
  share: (_, read) => read(),
};

/** Answers with what comes next, whatever is asked. */
function answers(...found: readonly Partial<Changed<Row>>[]): FollowedRows<Row> {
  const left = [...found];
  const next = (): Promise<Changed<Row>> =>
    Promise.resolve({ build: 'rows@1/0', position: 7n, rows: [], ...left.shift() });
  return { keys: /^[a-z]+$/, snapshot: next, after: next, placeOf: (one) => one };
}

describe('a follower of rows', () => {
  test('is told a snapshot with its position, then changes with theirs, and of nothing not at all', async () => {
    const source = answers({ rows: [row(1)] }, {}, { rows: [row(8), row(8, 'c')] });
    const look = rowChanges(source, undefined, options);
    expect(await look()).toEqual({
      events: [{ kind: 'SNAPSHOT', position: 'rows@1/0:7', rows: [row(1)] }],
      more: false,
    });
    expect(await look()).toEqual({ events: [], more: false });
    expect(await look()).toEqual({
      events: [{ kind: 'CHANGE', position: 'rows@1/0:8:c', rows: [row(8), row(8, 'c')] }],
      more: false,
    });
  });

  test('cannot go on from within a snapshot', async () => {
    const many = Array.from({ length: 201 }, (_, n) => row(n));
    const look = rowChanges(answers({ rows: many }, { rows: many.slice(200) }), undefined, options);
    expect(await look()).toMatchObject({ events: [{ position: null }], more: true });
    expect(await look()).toMatchObject({ events: [{ position: 'rows@1/0:7' }], more: false });
  });

  test('is told that it begins anew, and then does', async () => {
    const look = rowChanges(answers({ build: 'rows@2/0' }, {}), 'rows@1/0:5', options);
    expect(await look()).toEqual({
      events: [{ kind: 'RESYNC', position: null, rows: [] }],
      more: true,
    });
    expect(await look()).toMatchObject({ events: [{ kind: 'SNAPSHOT' }], more: false });
  });

  test.each(['', 'yesterday', '4.a', 'rows@1/0:4:', 'rows@1/0:4:A'])(
    '“%s” is no place to go on from',
    (from) => {
      expect(() => rowChanges(answers(), from, options)).toThrow('no');
    },
  );
});
