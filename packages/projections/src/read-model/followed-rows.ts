import type { ChangePlace } from './change-place.ts';

/** Rows, and the checkpoint that was written with them. */
export interface Changed<Row> {
  /**
   * The build that they are of, and how often keys of it were freed: `orders@2/0`. Another one may hold rows under
   * positions that a reader of this one has passed.
   */
  readonly build: string;
  /** Every later fact that changes a row has a later one. */
  readonly position: bigint;
  /** Of a place where all of the rows have been told, where it takes more than `position`. */
  readonly key?: string | undefined;
  readonly rows: readonly Row[];
}

/** Which rows of a snapshot. */
export interface SnapshotPage {
  /** Behind this row; undefined: from the first. */
  readonly within: ChangePlace['within'];
  /** No row that has changed behind this commit position: it is told as a change. */
  readonly upTo: bigint | undefined;
  readonly limit: number;
}

/** Rows that somebody follows, each as it is now, with the position of the last fact that changed it. */
export interface FollowedRows<Row> {
  /** What to begin with, in the order of changes. */
  snapshot(page: SnapshotPage): Promise<Changed<Row>>;
  /** Rows that have changed behind a place, in the order of changes. */
  after(place: ChangePlace, limit: number): Promise<Changed<Row>>;
  /** What the keys of its places look like. */
  readonly keys: RegExp;
  /** Where a reader is that has come to a row. */
  placeOf(row: Row): { readonly position: bigint; readonly key: string | undefined };
}
