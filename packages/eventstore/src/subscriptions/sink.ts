import type { ResolvedEvent } from '../event/event.ts';

/** Where a subscription's messages go. */
export interface SubscriptionSink {
  event(event: ResolvedEvent): void;
  checkpoint(position: number): void;
  caughtUp(): void;
  /** True where the receiver is not keeping up. */
  readonly isClogged: boolean;
  readonly isOver: boolean;
  /** Resolves when the receiver has caught up enough, or is gone. */
  drained(): Promise<void>;
}

/** What to do with a live subscriber that does not keep up: read from the log again, or give up (23.10). */
export type SlowConsumer = 'catch-up' | 'drop';

/** A live subscriber was too slow, on a server that reports 23.10. */
export class SlowConsumerError extends Error {
  override readonly name = 'SlowConsumerError';
  readonly code = 'CONSUMER_TOO_SLOW';
}

/** A subscribed or read stream is tombstoned. */
export class StreamDeletedError extends Error {
  override readonly name = 'StreamDeletedError';
  readonly code = 'STREAM_DELETED';
  readonly stream: string;

  constructor(stream: string) {
    super(`Event stream '${stream}' is deleted.`);
    this.stream = stream;
  }
}

/** Gives the event loop back to others between two slices of a long read. */
export const yieldToOthers = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });
