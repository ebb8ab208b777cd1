import { describe, expect, test } from 'vitest';
import type { ChangePlace } from './change-place.ts';
import type { FollowedRows } from './followed-rows.ts';
import { readChanges, type ChangesPage } from './read-changes.ts';

interface Row {
  readonly position: bigint;
  readonly key: string;
}

const BUILD = 'rows@1/0';
const row = (position: number, key = 'a'): Row => ({ position: BigInt(position), key });
const many = (count: number): Row[] => Array.from({ length: count }, (_, n) => row(n + 1));
const at = (position: number, key?: string): ChangePlace => ({
  build: BUILD,
  position: BigInt(position),
  key,
});

/** A read model in memory. */
class Rows implements FollowedRows<Row> {
  readonly keys: RegExp = /^[a-z]+$/;
  build: string = BUILD;
  rows: Row[];
  position: bigint;

  constructor(rows: Row[], position: number) {
    this.rows = rows;
    this.position = BigInt(position);
  }

  snapshot: FollowedRows<Row>['snapshot'] = ({ within, upTo = this.position, limit }) =>
    this.#select(within ?? { position: -1n, key: undefined }, upTo, limit);

  after: FollowedRows<Row>['after'] = (place, limit) => this.#select(place, this.position, limit);

  placeOf = ({ position, key }: Row): Row => ({ position, key });

  #select(place: Pick<ChangePlace, 'position' | 'key'>, upTo: bigint, limit: number) {
    const isBehind = (one: Row): boolean =>
      one.position > place.position ||
      (one.position === place.position && place.key !== undefined && one.key > place.key);
    const rows = this.rows
      .filter((one) => isBehind(one) && one.position <= upTo)
      .toSorted((a, b) => Number(a.position - b.position) || (a.key < b.key ? -1 : 1))
      .slice(0, limit);
    return Promise.resolve({ build: this.build, position: this.position, rows });
  }
}

const seen = (): Promise<void> => Promise.resolve();
const read = (source: Rows, place?: ChangePlace, isBack = false): Promise<ChangesPage<Row>> =>
  readChanges(source, place, { isBack, see: seen });

/** Reads on until there is no more at once. */
async function readAll(source: Rows, from?: ChangePlace): Promise<readonly ChangesPage<Row>[]> {
  const pages: ChangesPage<Row>[] = [];
  for (let place = from; ;) {
    const page = await read(source, place);
    pages.push(page);
    place = page.place;
    if (!page.more) return pages;
  }
}

describe('what a follower of rows reads (I9)', () => {
  test('all of them with the position that they are of, and then what has changed behind it', async () => {
    const source = new Rows([row(1), row(5, 'b')], 7);
    const first = await read(source);
    expect(first).toEqual({ kind: 'SNAPSHOT', place: at(7), more: false, rows: source.rows });
    const nothing = await read(source, first.place);
    expect(nothing).toEqual({ kind: 'CHANGE', place: at(7), more: false, rows: [] });
    source.rows.push(row(8), row(8, 'c'));
    source.position = 8n;
    const changes = await read(source, nothing.place);
    expect(changes).toMatchObject({
      kind: 'CHANGE',
      place: at(8, 'c'),
      rows: [row(8), row(8, 'c')],
    });
    expect((await read(source, changes.place)).rows).toEqual([]);
  });

  test('nothing, and where to go on from', async () => {
    expect(await read(new Rows([], -1))).toMatchObject({ kind: 'SNAPSHOT', place: at(-1) });
  });

  test('what comes behind the row that it had last, within a position as well', async () => {
    const source = new Rows([row(3), row(4, 'a'), row(4, 'b'), row(5)], 9);
    const page = await read(source, at(4, 'a'), true);
    expect(page).toMatchObject({ place: at(5, 'a'), rows: [row(4, 'b'), row(5)] });
  });

  test('many, in pages of 200', async () => {
    const source = new Rows(many(450), 500);
    for (const from of [undefined, at(0)]) {
      const pages = await readAll(source, from);
      expect(pages.map(({ rows }) => rows.length)).toEqual([200, 200, 50]);
      expect(pages.flatMap(({ rows }) => rows)).toEqual(source.rows);
    }
  });

  test('each row once as it is, where rows change between the pages of a snapshot', async () => {
    const source = new Rows(many(450), 450);
    const first = await read(source);
    // One that was told, one that was not, and one that is new.
    source.rows = [
      ...source.rows.filter(({ position }) => position !== 7n && position !== 300n),
      row(451, 'told'),
      row(452, 'untold'),
      row(453, 'new'),
    ];
    source.position = 453n;
    const [second, third, ...changes] = [...(await readAll(source, first.place))];
    expect([second, third].map((page) => page?.kind)).toEqual(['SNAPSHOT', 'SNAPSHOT']);
    expect(third).toMatchObject({ place: at(450), more: false });
    expect(changes).toEqual([]);
    const snapshot = [first, second, third].flatMap((page) => page?.rows ?? []);
    expect(snapshot).toEqual(many(450).filter(({ position }) => position !== 300n));
    expect((await read(source, third?.place)).rows.map(({ key }) => key)).toEqual([
      'told',
      'untold',
      'new',
    ]);
  });
});

describe('a follower of rows begins anew (I9)', () => {
  test('where it was away and has missed more than a thousand; who is only slow has not', async () => {
    const source = new Rows(many(1_001), 2_000);
    expect(await read(source, at(0), true)).toEqual({
      kind: 'RESYNC',
      place: undefined,
      more: true,
      rows: [],
    });
    expect((await read(source, at(0))).kind).toBe('CHANGE');
    expect((await read(source, at(1), true)).kind).toBe('CHANGE');
  });

  test.each(['rows@1.2/0', 'rows@2/0', 'rows@1/1'])(
    'where the rows are those of %s: some may stand where it has been',
    async (build) => {
      const source = new Rows(many(450), 450);
      const within = (await read(source)).place;
      source.build = build;
      for (const place of [at(450), at(451), within])
        expect((await read(source, place)).kind).toBe('RESYNC');
    },
  );
});

describe('a follower that has been where the read models are not yet', () => {
  test('waits for them', async () => {
    const source = new Rows([], 9);
    const see = (position: bigint): Promise<void> => {
      expect(position).toBe(10n);
      source.position = 11n;
      source.rows.push(row(11));
      return Promise.resolve();
    };
    expect(await readChanges(source, at(10), { isBack: true, see })).toMatchObject({
      rows: [row(11)],
    });
  });

  test('is refused where that takes too long', async () => {
    const see = (): Promise<void> => Promise.reject(new Error('not yet'));
    const reading = readChanges(new Rows([], 9), at(10), { isBack: true, see });
    await expect(reading).rejects.toThrow('not yet');
  });
});
