import type { CommittedFrame } from '../store/commit-feed.ts';
import type { StoredEvent } from '../event/event.ts';
import type { EventStore } from '../store/event-store.ts';
import { resolveLink, type MayRead } from '../store/links.ts';
import { streamStatus } from '../store/stream-read.ts';
import type { StreamFollower, SubscriptionHub } from './hub.ts';
import {
  SlowConsumerError,
  StreamDeletedError,
  yieldToOthers,
  type SlowConsumer,
  type SubscriptionSink,
} from './sink.ts';

export interface StreamSubscriptionOptions {
  readonly stream: string;
  /** First revision wanted. */
  readonly from: number;
  /** Resolves links to what may be read; undefined leaves them as they are. */
  readonly resolveLinks: MayRead | undefined;
  readonly slowConsumer: SlowConsumer;
}

const SLICE_EVENTS = 200;

/** A catch-up subscription to one stream, which may not exist yet. Joins the live feed like AllSubscription. */
export class StreamSubscription implements StreamFollower {
  private readonly store: EventStore;
  private readonly hub: SubscriptionHub;
  private readonly sink: SubscriptionSink;
  private readonly options: StreamSubscriptionOptions;
  private readonly reader: ReturnType<EventStore['recordReader']>;
  private next: number;
  private behind = Promise.withResolvers<void>();

  constructor(
    store: EventStore,
    hub: SubscriptionHub,
    sink: SubscriptionSink,
    options: StreamSubscriptionOptions,
  ) {
    this.store = store;
    this.hub = hub;
    this.sink = sink;
    this.options = options;
    this.next = options.from;
    this.reader = store.recordReader();
  }

  /** Runs until the sink is over. @throws StreamDeletedError, SlowConsumerError, CorruptLogError */
  async run(): Promise<void> {
    try {
      while (!this.sink.isOver) {
        await this.catchUp();
        await this.behind.promise;
        if (this.options.slowConsumer === 'drop' && !this.sink.isOver)
          throw new SlowConsumerError('Consumer too slow to handle event while live.');
      }
    } finally {
      this.hub.unfollowStream(this.options.stream, this);
    }
  }

  /** Ends `run` when the receiver is gone. */
  stop(): void {
    this.behind.resolve();
  }

  committed(frame: CommittedFrame): void {
    if (frame.header.tombstone) {
      this.behind.reject(new StreamDeletedError(this.options.stream));
      return;
    }
    try {
      for (const event of frame.events) if (event.revision >= this.next) this.send(event);
    } catch (error) {
      // Of this subscription alone: the commit goes on to the others.
      this.hub.unfollowStream(this.options.stream, this);
      this.behind.reject(error);
      return;
    }
    if (!this.sink.isClogged && !this.sink.isOver) return;
    this.hub.unfollowStream(this.options.stream, this);
    this.behind.resolve();
  }

  private async catchUp(): Promise<void> {
    while (!this.sink.isOver) {
      const state = this.store.stream(this.options.stream);
      const status = streamStatus(state);
      if (status === 'deleted') throw new StreamDeletedError(this.options.stream);
      const slice =
        status === 'missing'
          ? { events: [], next: undefined }
          : this.store.readForward(this.reader, state, this.next, SLICE_EVENTS);
      for (const event of slice.events) this.send(event);
      if (slice.next !== undefined) this.next = slice.next;
      else if (!this.sink.isClogged) return this.goLive();
      await (this.sink.isClogged ? this.sink.drained() : yieldToOthers());
    }
    return this.behind.resolve();
  }

  private goLive(): void {
    this.behind = Promise.withResolvers();
    if (this.sink.isOver) return this.stop();
    this.hub.followStream(this.options.stream, this);
    return this.sink.caughtUp();
  }

  private send(event: StoredEvent): void {
    this.next = event.revision + 1;
    const { resolveLinks } = this.options;
    this.sink.event(
      resolveLinks === undefined
        ? { event, link: undefined }
        : resolveLink(this.store, this.reader, event, resolveLinks),
    );
  }
}
