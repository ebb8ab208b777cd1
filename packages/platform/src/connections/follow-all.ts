import { setTimeout as sleep } from 'node:timers/promises';
import {
  START,
  streamNameFilter,
  type AllStreamRecordedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import type { Logger } from '../service/logger.ts';
import { watchHead } from './head.ts';

/** What a follower is told, in the order of the store's log. */
export type LogMessage =
  | { readonly kind: 'event'; readonly event: AllStreamRecordedEvent; readonly position: bigint }
  /** Everything up to `position` has been considered; what the filter let through has been told before. */
  | { readonly kind: 'checkpoint'; readonly position: bigint }
  /** History is told; what follows is new. Comes again after a reconnect. */
  | { readonly kind: 'caughtUp' };

export interface FollowOptions {
  /** Only events of streams that start so. */
  readonly prefixes: readonly string[];
  /** Commit position to start after; undefined: from the first event. */
  readonly after: bigint | undefined;
  /** Ends the following. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** ms from one comparison with the head of the log to the next; default 5,000. */
  readonly watchEveryMs?: number | undefined;
}

const RETRY_MIN_MS = 100;
const RETRY_MAX_MS = 5_000;
const WATCH_EVERY_MS = 5_000;
/** One checkpoint per this many times 32 events considered. */
const CHECKPOINT_INTERVAL = 8;

/**
 * Follows `$all` from a position, for ever: when the subscription drops it is taken up again after the last message
 * told, with a growing, jittered delay, so nothing is told twice and nothing is left out; so it is when it falls silent while
 * the log goes on. The client library announces checkpoints ahead of events that are still unread; here they come in order.
 */
export async function* followAll(
  client: EventStoreDBClient,
  options: FollowOptions,
): AsyncGenerator<LogMessage> {
  let after = options.after;
  let delay = RETRY_MIN_MS;
  const { prefixes, signal, logger, watchEveryMs: everyMs = WATCH_EVERY_MS } = options;
  while (!signal.aborted) {
    const subscription = subscribe(client, prefixes, after);
    const cancel = (): void => void subscription.unsubscribe();
    signal.addEventListener('abort', cancel);
    let waiting = true;
    const unwatch = watchHead({
      client,
      prefixes,
      everyMs,
      told: () => after,
      waiting: () => waiting,
      onSilent: () => {
        logger.warn({ after: `${after}` }, 'subscription silent while the log goes on');
        cancel();
      },
    });
    try {
      for await (const message of subscription as AsyncIterable<LogMessage | Raw>) {
        const told = 'kind' in message ? message : eventMessage(message);
        if (told === undefined) continue;
        if (told.kind !== 'caughtUp') after = told.position;
        waiting = false;
        yield told;
        waiting = true;
        delay = RETRY_MIN_MS;
      }
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error, after: `${after}` }, 'subscription dropped');
    } finally {
      unwatch();
      signal.removeEventListener('abort', cancel);
      // Where the connection itself failed there is nothing to cancel.
      await subscription.unsubscribe().catch(() => undefined);
    }
    await sleep(delay * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
    delay = Math.min(delay * 2, RETRY_MAX_MS);
  }
}

interface Raw {
  readonly event?: AllStreamRecordedEvent;
}

function subscribe(
  client: EventStoreDBClient,
  prefixes: readonly string[],
  after: bigint | undefined,
): AllStreamSubscription {
  const subscription = client.subscribeToAll({
    fromPosition: after === undefined ? START : { commit: after, prepare: after },
    filter: streamNameFilter({
      prefixes: [...prefixes],
      checkpointInterval: CHECKPOINT_INTERVAL,
      // Pushed behind the events that are already buffered: that is what brings it into order.
      checkpointReached: (_subscription, position) => {
        subscription.push({ kind: 'checkpoint', position: position.commit } satisfies LogMessage);
      },
    }),
  });
  // The iteration reports errors; one that comes after its end has nobody left to tell.
  subscription.on('error', () => undefined);
  subscription.on('caughtUp', () => subscription.push({ kind: 'caughtUp' } satisfies LogMessage));
  return subscription;
}

function eventMessage({ event }: Raw): LogMessage | undefined {
  return event === undefined
    ? undefined
    : { kind: 'event', event, position: event.position.commit };
}
