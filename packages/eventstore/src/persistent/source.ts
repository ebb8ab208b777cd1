import type { StoredEvent } from '../event/event.ts';
import type { EventStore } from '../store/event-store.ts';
import { compileExpression, type EventFilter } from '../store/filter.ts';
import { streamStatus } from '../store/stream-read.ts';
import type { SubscriptionHub } from '../subscriptions/hub.ts';
import type { PersistentSource } from './settings.ts';

/** Events in order with their positions, and where to go on. */
interface SourceBatch {
  readonly events: readonly StoredEvent[];
  /** Events looked at, filtered out or not. */
  readonly considered: number;
  /** Position after the last one looked at. */
  readonly next: number;
  readonly atEnd: boolean;
}

/** What a persistent subscription reads: one stream by revision, or `$all` by log position. */
export interface EventSource {
  /** Reads up to `limit` events from `position` (inclusive). */
  read(position: number, limit: number): SourceBatch;
  positionOf(event: StoredEvent): number;
  /** Position after everything there is now. */
  end(): number;
  /** Position of the last event there is, -1 without one. */
  last(): number;
  /** Text of a position, as checkpoints and statistics show it. */
  text(position: number): string;
  parse(text: string): number;
  /** Calls `listener` when there may be more. */
  follow(listener: () => void): () => void;
}

export function eventSource(
  store: EventStore,
  hub: SubscriptionHub,
  source: PersistentSource,
): EventSource {
  return source.stream === '$all'
    ? allSource(store, hub, source)
    : streamSource(store, hub, source);
}

function streamSource(
  store: EventStore,
  hub: SubscriptionHub,
  { stream }: PersistentSource,
): EventSource {
  const reader = store.recordReader();
  return {
    read(position, limit) {
      const state = store.stream(stream);
      if (streamStatus(state) !== 'exists')
        return { events: [], considered: 0, next: position, atEnd: true };
      const { events, next } = store.readForward(reader, state, position, limit);
      const after = next ?? Math.max(position, state.durable.last + 1);
      return { events, considered: events.length, next: after, atEnd: next === undefined };
    },
    positionOf: (event) => event.revision,
    end: () => store.stream(stream).durable.last + 1,
    last: () => store.stream(stream).durable.last,
    text: String,
    parse: Number,
    follow(listener) {
      const follower = { committed: listener };
      hub.followStream(stream, follower);
      return () => hub.unfollowStream(stream, follower);
    },
  };
}

function allSource(store: EventStore, hub: SubscriptionHub, source: PersistentSource): EventSource {
  const filter: EventFilter | undefined = source.filter && {
    [source.filter.on]: compileExpression(source.filter.expression),
  };
  let reading = store.allForward(0, filter);
  let readingAt = 0;
  return {
    read(position, limit) {
      if (position !== readingAt) reading = store.allForward(position, filter);
      const { events, considered } = reading.next(limit);
      readingAt = considered > 0 ? reading.lastPosition + 1 : position;
      return { events, considered, next: readingAt, atEnd: reading.atEnd };
    },
    positionOf: (event) => event.position,
    end: () => store.log.durableEnd,
    last: () => store.allBackward(Number.MAX_SAFE_INTEGER).next(1).events[0]?.position ?? -1,
    text: (position) => `C:${position}/P:${position}`,
    parse: (text) => Number(/^C:(-?\d+)\/P:-?\d+$/.exec(text)?.[1] ?? Number.NaN),
    follow(listener) {
      const follower = { committed: listener };
      hub.followAll(follower);
      return () => hub.unfollowAll(follower);
    },
  };
}
