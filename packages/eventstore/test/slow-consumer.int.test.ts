import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoredEvent } from '../src/event/event.ts';
import type { EventStore } from '../src/store/event-store.ts';
import { AllSubscription } from '../src/subscriptions/all-subscription.ts';
import { SubscriptionHub } from '../src/subscriptions/hub.ts';
import {
  SlowConsumerError,
  type SlowConsumer,
  type SubscriptionSink,
} from '../src/subscriptions/sink.ts';
import { StreamSubscription } from '../src/subscriptions/stream-subscription.ts';
import { append, openForTest, proposed, readEverything } from './support/store.ts';
import { until } from './support/events.ts';

/** A receiver that takes a few events, then nothing until it is let go on, like a client with a full window. */
class SlowSink implements SubscriptionSink {
  readonly seen: StoredEvent[] = [];
  readonly checkpoints: number[] = [];
  timesCaughtUp = 0;
  isOver = false;
  private room = 3;
  private waiting: (() => void)[] = [];

  get isClogged(): boolean {
    return this.room <= 0;
  }

  event({ event }: { event: StoredEvent | undefined }): void {
    this.seen.push(event!);
    this.room--;
  }

  checkpoint(position: number): void {
    this.checkpoints.push(position);
  }

  caughtUp(): void {
    this.timesCaughtUp++;
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  goOn(room: number): void {
    this.room = room;
    for (const wake of this.waiting.splice(0)) wake();
  }
}

let store: EventStore;
let hub: SubscriptionHub;
beforeEach(async () => {
  store = await openForTest(undefined);
  hub = new SubscriptionHub(store);
});
afterEach(async () => {
  hub.close();
  await store.close();
});

const place = ({ stream, revision }: StoredEvent): string => `${stream}@${revision}`;

function follow(what: 'all' | 'stream', sink: SubscriptionSink, slowConsumer: SlowConsumer) {
  const subscription =
    what === 'all'
      ? new AllSubscription(store, hub, sink, {
          from: 0,
          filter: { stream: (name) => name.startsWith('s-') },
          checkpointInterval: 5,
          checkpointWhenLive: true,
          resolveLinks: undefined,
          slowConsumer,
        })
      : new StreamSubscription(store, hub, sink, {
          stream: 's-0',
          from: 0,
          resolveLinks: undefined,
          slowConsumer,
        });
  return { subscription, ended: subscription.run() };
}

describe.each(['all', 'stream'] as const)('a subscriber to %s that does not keep up', (what) => {
  test('misses nothing and sees nothing twice, however often it falls behind', async () => {
    const sink = new SlowSink();
    const { subscription, ended } = follow(what, sink, 'catch-up');
    for (let i = 0; i < 300; i++) {
      await append(store, what === 'all' ? `s-${i % 3}` : 's-0', [proposed(`${i}`)]);
      if (i % 3 === 0) await append(store, 'other', [proposed('x')]);
      if (i % 7 === 0) sink.goOn(Math.floor(Math.random() * 20));
    }
    const expected = readEverything(store)
      .filter(({ stream }) => stream.startsWith('s-'))
      .map(place);
    await until('it has everything', () => {
      sink.goOn(50);
      return sink.seen.length >= expected.length;
    });
    expect(sink.seen.map(place)).toEqual(expected);
    expect(sink.timesCaughtUp).toBeGreaterThan(1);
    expect(sink.checkpoints).toEqual(sink.checkpoints.toSorted((a, b) => a - b));
    sink.isOver = true;
    subscription.stop();
    await ended;
    expect(hub.count).toBe(0);
  });

  test('is dropped by a server of version 23.10', async () => {
    const sink = new SlowSink();
    const { ended } = follow(what, sink, 'drop');
    const dropped = expect(ended).rejects.toBeInstanceOf(SlowConsumerError);
    await until('it is live', () => sink.timesCaughtUp === 1);
    for (let i = 0; i < 10; i++) await append(store, 's-0', [proposed(`${i}`)]);
    sink.goOn(0);
    await dropped;
  });
});
