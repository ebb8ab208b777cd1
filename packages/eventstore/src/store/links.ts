import type { RecordReader } from '../log/record-reader.ts';
import { TOMBSTONE_REVISION, type ResolvedEvent, type StoredEvent } from '../event/event.ts';
import type { EventStore } from './event-store.ts';

/** Type of events whose data `<revision>@<stream>` points to another event. */
export const LINK_TYPE = '$>';

/** Where a link points; undefined where its data is no `<revision>@<stream>`. */
export function parseLink(link: StoredEvent): { stream: string; revision: number } | undefined {
  const text = link.data.toString('utf8');
  const at = text.indexOf('@');
  const revision = Number(text.slice(0, Math.max(0, at)));
  if (at < 1 || !Number.isSafeInteger(revision) || revision < 0) return undefined;
  return { stream: text.slice(at + 1), revision };
}

/** The event at a revision of a stream, if it can be read. */
function readOne(
  store: EventStore,
  reader: RecordReader,
  stream: string,
  revision: number,
): StoredEvent | undefined {
  const state = store.stream(stream);
  if (state.durable.tombstoned || revision >= TOMBSTONE_REVISION) return undefined;
  const [event] = store.readForward(reader, state, revision, 1).events;
  return event?.revision === revision ? event : undefined;
}

/** Whether what a link leads to may be shown; where links lead is not decided by who may read there. */
export type MayRead = (stream: string) => boolean;

/** Follows a link. A target that is missing, deleted, truncated or not for the reader leaves the event out. */
export function resolveLink(
  store: EventStore,
  reader: RecordReader,
  event: StoredEvent,
  mayRead: MayRead,
): ResolvedEvent {
  if (event.type !== LINK_TYPE) return { event, link: undefined };
  const target = parseLink(event);
  if (target === undefined || !mayRead(target.stream)) return { event: undefined, link: event };
  return { event: readOne(store, reader, target.stream, target.revision), link: event };
}
