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

export interface RowChangesOptions {
  /** Waits until the read models are where the client has been. @throws StaleReadModelError */
  readonly see: (position: bigint) => Promise<void>;
  /** Reads what several followers ask for once. @param place how far they have come. */
  readonly share: <T>(place: string, read: () => Promise<T>) => Promise<T>;
}

/**
 * What to tell next of rows that somebody follows.
 * @param from where the client is, as it was told; undefined: it has nothing.
 * @throws BadCursorError for what is no position.
 */
export function rowChanges<Row>(
  source: FollowedRows<Row>,
  from: string | undefined,
  { see, share }: RowChangesOptions,
): Look<RowsEvent<Row>> {
  let place = from === undefined ? undefined : parseChangePlace(from, source.keys);
  let isBack = place !== undefined;
  return async () => {
    const options = { isBack, see };
    const at = place === undefined ? '' : changePlaceText(place);
    const page = await share(`${isBack} ${at}`, () => readChanges(source, place, options));
    const { kind, rows, more, place: next } = page;
    isBack = false;
    place = next;
    if (kind === 'CHANGE' && rows.length === 0) return { events: [], more };
    const isWhole = next !== undefined && next.within === undefined;
    return { events: [{ kind, position: isWhole ? changePlaceText(next) : null, rows }], more };
  };
}
