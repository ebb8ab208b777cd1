import type { ChangePlace } from './change-place.ts';
import type { Changed, FollowedRows } from './followed-rows.ts';

/** The next of what a follower of rows is to be told. */
export interface ChangesPage<Row> {
  /** `SNAPSHOT`: forget what you had, these are all, or the next of them. `CHANGE`: these are new, or otherwise. `RESYNC`: begin anew. */
  readonly kind: 'SNAPSHOT' | 'CHANGE' | 'RESYNC';
  /** Where to go on from; undefined: from the beginning. */
  readonly place: ChangePlace | undefined;
  /** Whether there is more at once. */
  readonly more: boolean;
  readonly rows: readonly Row[];
}

/** Rows of one page at most. */
export const CHANGES_MAX = 200;
/** Who has missed more begins anew. */
const BEHIND_MAX = 1_000;

export interface ReadChangesOptions {
  /** Whether the reader was away: one that has always been there is only slow, and is told of everything. */
  readonly isBack: boolean;
  /** Waits until the read models are where the reader has been. @throws StaleReadModelError */
  readonly see: (position: bigint) => Promise<void>;
  /** Rows of the page, 1 to `CHANGES_MAX`; default `CHANGES_MAX`. */
  readonly first?: number | undefined;
}

/**
 * What comes behind a place. Nothing is left out and nothing told twice, whichever build is in force and whatever was
 * parked meanwhile: where the place says nothing about the rows as they are now, it is `RESYNC`.
 * @param place undefined: the reader has nothing yet.
 * @throws StaleReadModelError where the read models have not been there.
 */
export async function readChanges<Row>(
  source: FollowedRows<Row>,
  place: ChangePlace | undefined,
  { isBack, see, first = CHANGES_MAX }: ReadChangesOptions,
): Promise<ChangesPage<Row>> {
  if (place === undefined || place.within !== undefined) return snapshotPage(source, place, first);
  let found = await source.after(place, first + 1);
  if (found.build === place.build && found.position < place.position) {
    await see(place.position);
    found = await source.after(place, first + 1);
  }
  if (found.build !== place.build) return RESYNC;
  const more = found.rows.length > first;
  if (more && isBack && (await source.after(place, BEHIND_MAX + 1)).rows.length > BEHIND_MAX)
    return RESYNC;
  const rows = found.rows.slice(0, first);
  const last = rows.at(-1);
  const next = last === undefined ? place : { build: place.build, ...source.placeOf(last) };
  return { kind: 'CHANGE', place: next, more, rows };
}

const RESYNC = { kind: 'RESYNC', place: undefined, more: true, rows: [] } as const;

/** A snapshot is of its first page's position. What changes before its last page was read is told as a change. */
async function snapshotPage<Row>(
  source: FollowedRows<Row>,
  place: ChangePlace | undefined,
  first: number,
): Promise<ChangesPage<Row>> {
  const { within, position: upTo } = place ?? {};
  const found = await source.snapshot({ within, upTo, limit: first + 1 });
  if (place !== undefined && found.build !== place.build) return RESYNC;
  const rows = found.rows.slice(0, first);
  const more = found.rows.length > first;
  return { kind: 'SNAPSHOT', place: placeBehind(source, found, upTo, rows, more), more, rows };
}

function placeBehind<Row>(
  source: FollowedRows<Row>,
  { build, position, key }: Changed<Row>,
  upTo: bigint | undefined,
  rows: readonly Row[],
  more: boolean,
): ChangePlace {
  const at = upTo ?? position;
  if (!more) return { build, position: at, key };
  const last = source.placeOf(rows.at(-1) as Row);
  const within = { position: last.position, key: last.key ?? '' };
  return { build, position: at, key: undefined, within };
}
