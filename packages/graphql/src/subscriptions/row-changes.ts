import {
  changePlaceText,
  parseChangePlace,
  readChanges,
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
  return async () => {
    const { kind, rows, more, place: next } = await readChanges(source, place, { isBack, see });
    isBack = false;
    place = next;
    if (kind === 'CHANGE' && rows.length === 0) return { events: [], more };
    const isWhole = next !== undefined && next.within === undefined;
    return { events: [{ kind, position: isWhole ? changePlaceText(next) : null, rows }], more };
  };
}
