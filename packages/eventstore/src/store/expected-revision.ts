import type { ProposedEvent } from '../event/event.ts';
import type { KnownEvent } from './recent-ids.ts';

/** A revision from 0, or one of these. The numbers are the ones that error trailers carry. */
export const NO_STREAM = -1;
export const ANY = -2;
export const STREAM_EXISTS = -4;

/** What a stream is for the one who appends to it. */
export interface StreamSituation {
  readonly key: string;
  /** Last revision, -1 where there is none. */
  readonly last: number;
  readonly isTombstoned: boolean;
  readonly isSoftDeleted: boolean;
  readonly hasMetadata: boolean;
}

/** Looks things up that only some appends need. */
export interface IdLookup {
  recent(id: Buffer): KnownEvent | undefined;
  /** Ids of the stream's events from `revision` on, at most `count`. */
  stored(revision: number, count: number): readonly Buffer[];
}

export type AppendDecision =
  | { readonly kind: 'append' }
  /** Written before: answer as then. */
  | { readonly kind: 'idempotent'; readonly lastRevision: number }
  | { readonly kind: 'wrong-expected-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' };

const APPEND: AppendDecision = { kind: 'append' };

/** Decides on an append as EventStoreDB does (IndexWriter.CheckCommit, v23.10). */
export function decideAppend(
  stream: StreamSituation,
  expected: number,
  events: readonly ProposedEvent[],
  ids: IdLookup,
): AppendDecision {
  if (stream.isTombstoned) return { kind: 'stream-deleted' };
  if (expected === STREAM_EXISTS) {
    if (stream.isSoftDeleted) return { kind: 'stream-deleted' };
    if (stream.last < 0 && !stream.hasMetadata) return wrong(stream);
  }
  if (expected === ANY || expected === STREAM_EXISTS) return byRecentIds(stream, events, ids);
  if (expected > stream.last) return wrong(stream);
  if (expected === stream.last) return APPEND;
  return byStoredIds(stream, expected, events, ids);
}

const wrong = (stream: StreamSituation): AppendDecision => ({
  kind: 'wrong-expected-revision',
  current: stream.last,
});

function byRecentIds(
  stream: StreamSituation,
  events: readonly ProposedEvent[],
  ids: IdLookup,
): AppendDecision {
  let lastRevision = -1;
  for (const [index, event] of events.entries()) {
    const known = ids.recent(event.id);
    if (known?.streamKey !== stream.key) return index === 0 ? APPEND : wrong(stream);
    lastRevision = known.revision;
  }
  return events.length === 0 ? APPEND : { kind: 'idempotent', lastRevision };
}

function byStoredIds(
  stream: StreamSituation,
  expected: number,
  events: readonly ProposedEvent[],
  ids: IdLookup,
): AppendDecision {
  const stored = ids.stored(expected + 1, events.length);
  const matches = events.findIndex((event, index) => !stored[index]?.equals(event.id));
  if (matches < 0 && events.length > 0)
    return { kind: 'idempotent', lastRevision: expected + events.length };
  if (matches === 0 && expected === NO_STREAM && stream.isSoftDeleted) return APPEND;
  return wrong(stream);
}
