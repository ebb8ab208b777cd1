import type { StreamIndex } from '../index/stream-index.ts';
import type { EventLog } from '../log/event-log.ts';
import type { RecordReader } from '../log/record-reader.ts';
import { TOMBSTONE_REVISION, type StoredEvent } from '../event/event.ts';
import { isSoftDeleted } from './stream-metadata.ts';
import type { StreamState } from './stream-state.ts';

export interface ReadParts {
  readonly log: EventLog;
  readonly index: StreamIndex;
  readonly now: () => number;
}

/** What of a stream its metadata leaves readable: revisions first..last, created at or after `createdFrom` (ms). */
export interface ReadWindow {
  readonly first: number;
  readonly last: number;
  readonly createdFrom: number;
}

/** A part of a stream, and where the next part starts; `next` undefined: there is no more. */
export interface StreamSlice {
  readonly events: readonly StoredEvent[];
  readonly next: number | undefined;
}

/** Bytes of event data after which a slice ends, so that a read of big events never holds much memory. */
const SLICE_BYTES = 256 * 1024;

export type StreamStatus = 'exists' | 'missing' | 'deleted';

/** `missing`: no events, or softly deleted. */
export function streamStatus(state: StreamState): StreamStatus {
  const { tombstoned, last, metadata } = state.durable;
  if (tombstoned) return 'deleted';
  return last < 0 || isSoftDeleted(metadata) ? 'missing' : 'exists';
}

export function readWindow(parts: ReadParts, reader: RecordReader, state: StreamState): ReadWindow {
  const { last, metadata } = state.durable;
  const byCount = metadata.maxCount === undefined ? 0 : last - metadata.maxCount + 1;
  let first = Math.max(0, byCount, metadata.truncateBefore ?? 0);
  if (metadata.maxAge === undefined) return { first, last, createdFrom: -Infinity };
  const createdFrom = parts.now() - metadata.maxAge * 1000;
  let end = last + 1;
  while (first < end) {
    const middle = Math.floor((first + end) / 2);
    const entry = parts.index.forward(state.key, middle, 1)[0];
    if (entry === undefined || entry.revision > last) end = middle;
    else if (reader.read(state.name, entry.position).created < createdFrom)
      first = entry.revision + 1;
    else end = middle;
  }
  return { first, last, createdFrom };
}

/** Reads up to `limit` events from revision `from` upwards (inclusive). */
export function readForward(
  parts: ReadParts,
  reader: RecordReader,
  state: StreamState,
  from: number,
  limit: number,
): StreamSlice {
  const window = readWindow(parts, reader, state);
  const events: StoredEvent[] = [];
  let bytes = 0;
  let next = Math.max(from, window.first);
  if (next > window.last) return { events, next: undefined };
  for (const entry of parts.index.forward(state.key, next, limit)) {
    const isReadable =
      entry.revision <= window.last &&
      entry.revision !== TOMBSTONE_REVISION &&
      entry.position < parts.log.durableEnd;
    if (!isReadable) return { events, next: undefined };
    const event = reader.read(state.name, entry.position);
    next = entry.revision + 1;
    if (event.created < window.createdFrom) continue;
    events.push(event);
    bytes += event.data.length + event.metadata.length;
    if (bytes > SLICE_BYTES) break;
  }
  return { events, next: next > window.last ? undefined : next };
}

/** Reads up to `limit` events from revision `from` downwards (inclusive; beyond the end means from the end). */
export function readBackward(
  parts: ReadParts,
  reader: RecordReader,
  state: StreamState,
  from: number,
  limit: number,
): StreamSlice {
  const window = readWindow(parts, reader, state);
  const events: StoredEvent[] = [];
  let bytes = 0;
  let next = Math.min(from, window.last);
  if (next < window.first) return { events, next: undefined };
  const entries = parts.index.backward(state.key, next, limit);
  for (const entry of entries) {
    if (entry.revision < window.first) return { events, next: undefined };
    const event = reader.read(state.name, entry.position);
    next = entry.revision - 1;
    if (event.created < window.createdFrom) continue;
    events.push(event);
    bytes += event.data.length + event.metadata.length;
    if (bytes > SLICE_BYTES) break;
  }
  return { events, next: next < window.first || entries.length === 0 ? undefined : next };
}
