import type { AllForward } from '../store/all-read.ts';
import { isHidden } from '../store/all-read.ts';
import type { Commit } from '../store/commit-feed.ts';
import type { EventStore } from '../store/event-store.ts';
import type { EventFilter } from '../store/filter.ts';
import { resolveLink, type MayRead } from '../store/links.ts';
import type { AllFollower, SubscriptionHub } from './hub.ts';
import {
  SlowConsumerError,
  yieldToOthers,
  type SlowConsumer,
  type SubscriptionSink,
} from './sink.ts';

export interface AllSubscriptionOptions {
  /** First log position wanted. */
  readonly from: number;
  readonly filter: EventFilter | undefined;
  /** Events considered between two checkpoints; undefined: no checkpoints (no filter). */
  readonly checkpointInterval: number | undefined;
  /** One more checkpoint whenever the subscription goes live (24.10). */
  readonly checkpointWhenLive: boolean;
  /** Resolves links to what may be read; undefined leaves them as they are. */
  readonly resolveLinks: MayRead | undefined;
  readonly slowConsumer: SlowConsumer;
}

const SLICE_EVENTS = 500;

/**
 * A catch-up subscription to `$all`. It reads the log until it has everything durable, and in that very turn of the event loop joins the
 * live feed, so between the two there is neither a gap nor a duplicate. A slow receiver sends it back to reading.
 */
export class AllSubscription implements AllFollower {
  private readonly store: EventStore;
  private readonly hub: SubscriptionHub;
  private readonly sink: SubscriptionSink;
  private readonly options: AllSubscriptionOptions;
  private readonly reader: ReturnType<EventStore['recordReader']>;
  private considered = 0;
  private behind = Promise.withResolvers<number>();

  constructor(
    store: EventStore,
    hub: SubscriptionHub,
    sink: SubscriptionSink,
    options: AllSubscriptionOptions,
  ) {
    this.store = store;
    this.hub = hub;
    this.sink = sink;
    this.options = options;
    this.reader = store.recordReader();
  }

  /** Runs until the sink is over. @throws SlowConsumerError, CorruptLogError */
  async run(): Promise<void> {
    let { from } = this.options;
    try {
      while (!this.sink.isOver) {
        await this.catchUp(this.store.allForward(from, this.options.filter));
        from = await this.behind.promise;
        if (this.options.slowConsumer === 'drop' && !this.sink.isOver)
          throw new SlowConsumerError('Consumer too slow to handle event while live.');
      }
    } finally {
      this.hub.unfollowAll(this);
    }
  }

  /** Ends `run` when the receiver is gone. */
  stop(): void {
    this.behind.resolve(0);
  }

  committed(commit: Commit): void {
    try {
      this.take(commit);
    } catch (error) {
      // Of this subscription alone: the commit goes on to the others.
      this.hub.unfollowAll(this);
      this.behind.reject(error);
    }
  }

  private take(commit: Commit): void {
    const { filter } = this.options;
    for (const frame of commit.frames) {
      const { stream, count, end } = frame.header;
      if (isHidden(stream)) continue;
      if (filter?.stream?.(stream) === false) {
        this.consider(count, end - 1);
        continue;
      }
      for (const event of frame.events) {
        if (filter?.type?.(event.type) !== false) this.send(event);
        this.consider(1, event.position);
      }
    }
    if (!this.sink.isClogged && !this.sink.isOver) return;
    this.hub.unfollowAll(this);
    this.behind.resolve(commit.end);
  }

  private async catchUp(reading: AllForward): Promise<void> {
    while (!this.sink.isOver) {
      const interval = this.options.checkpointInterval;
      const slice = reading.next(SLICE_EVENTS, interval && interval - this.considered);
      for (const event of slice.events) this.send(event);
      this.consider(slice.considered, reading.lastPosition);
      if (reading.atEnd && !this.sink.isClogged) {
        this.goLive(reading.lastPosition);
        return;
      }
      await (this.sink.isClogged ? this.sink.drained() : yieldToOthers());
    }
    this.behind.resolve(0);
  }

  private goLive(lastPosition: number): void {
    this.behind = Promise.withResolvers();
    if (this.sink.isOver) return this.stop();
    this.hub.followAll(this);
    if (this.options.checkpointInterval !== undefined && this.options.checkpointWhenLive)
      if (lastPosition >= 0) this.sink.checkpoint(lastPosition);
    return this.sink.caughtUp();
  }

  private send(event: Parameters<typeof resolveLink>[2]): void {
    const { resolveLinks } = this.options;
    this.sink.event(
      resolveLinks === undefined
        ? { event, link: undefined }
        : resolveLink(this.store, this.reader, event, resolveLinks),
    );
  }

  private consider(count: number, position: number): void {
    const interval = this.options.checkpointInterval;
    if (interval === undefined || count === 0) return;
    this.considered += count;
    if (this.considered < interval) return;
    this.considered = 0;
    this.sink.checkpoint(position);
  }
}
