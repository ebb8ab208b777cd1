import {
  changePlaceText,
  parseChangePlace,
  type ChangePlace,
  type FollowedRows,
} from '@bellwether/projections/read-model';
import type { Look } from './following.ts';

/** What a follower of rows is told: as they are at the beginning, then each that has changed. */
export interface RowsEvent<Row> {
  /** `SNAPSHOT`: forget what you had, these are all. `CHANGE`: these are new, or otherwise. `RESYNC`: a snapshot follows. */
  readonly kind: 'SNAPSHOT' | 'CHANGE' | 'RESYNC';
  /** Where to go on from; null while more of the snapshot follows. */
  readonly position: string | null;
  readonly rows: readonly Row[];
}

/** Rows of one message. */
const ROWS_MAX = 200;
/** Who has missed more is told to begin anew. */
const BEHIND_MAX = 1_000;

/**
 * What to tell next of rows that somebody follows.
 * @param from where the client is, as it was told; undefined: it has nothing.
 * @param see waits until the read models are where the client has been. @throws StaleReadModelError
 * @throws BadCursorError for what is no position.
 */
export function rowChanges<Row>(
  source: FollowedRows<Row>,
  from: string | undefined,
  see: (position: bigint) => Promise<void>,
): Look<RowsEvent<Row>> {
  let place = from === undefined ? undefined : parseChangePlace(from, source.keys);
  let isBack = place !== undefined;
  const changesOf = (rows: readonly Row[]): RowsEvent<Row> => {
    place = source.placeOf(rows.at(-1) as Row);
    return { kind: 'CHANGE', position: changePlaceText(place), rows };
  };
  const snapshot = async (): Promise<readonly RowsEvent<Row>[]> => {
    const { position, rows } = await source.snapshot();
    place = { position, key: undefined };
    return snapshotPages(rows, place);
  };
  return async () => {
    if (place === undefined) return snapshot();
    if (isBack) {
      await see(place.position);
      const missed = await source.after(place, BEHIND_MAX + 1);
      isBack = false;
      if (missed.length > BEHIND_MAX)
        return [{ kind: 'RESYNC', position: null, rows: [] }, ...(await snapshot())];
      return pagesOf(missed).map(changesOf);
    }
    const rows = await source.after(place, ROWS_MAX);
    return rows.length === 0 ? [] : [changesOf(rows)];
  };
}

function snapshotPages<Row>(rows: readonly Row[], place: ChangePlace): readonly RowsEvent<Row>[] {
  const pages = rows.length === 0 ? [[]] : pagesOf(rows);
  return pages.map((page, index) => ({
    kind: 'SNAPSHOT',
    position: index === pages.length - 1 ? changePlaceText(place) : null,
    rows: page,
  }));
}

function pagesOf<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_MAX) }, (_, page) =>
    rows.slice(page * ROWS_MAX, (page + 1) * ROWS_MAX),
  );
}
