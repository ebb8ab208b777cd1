import {
  END,
  PARK,
  RETRY,
  SKIP,
  START,
  persistentSubscriptionToAllSettingsFromDefaults as allSettings,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  streamNameFilter,
  type PersistentSubscriptionToStream,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { describe, expect, test } from 'vitest';
import {
  collect,
  errorOf,
  names,
  numbered,
  numberedEvents,
  scene,
  until,
  type Scene,
} from './support/server.ts';

type Event = ResolvedEvent & { retryCount: number };

/** Connects, and keeps what arrives; `answer` decides what to do with each event. */
function connect(
  s: Scene,
  stream: string,
  group: string,
  answer: (event: Event, subscription: PersistentSubscriptionToStream) => void,
  bufferSize = 10,
): { seen: Event[]; errors: { type: string }[]; subscription: PersistentSubscriptionToStream } {
  const seen: Event[] = [];
  const errors: { type: string }[] = [];
  const subscription = s.client.subscribeToPersistentSubscriptionToStream(stream, group, {
    bufferSize,
  });
  subscription.on('data', (event) => {
    seen.push(event as Event);
    answer(event as Event, subscription);
  });
  subscription.on('error', (error) => errors.push(error as unknown as { type: string }));
  return { seen, errors, subscription };
}

const ack = (event: ResolvedEvent, subscription: PersistentSubscriptionToStream): void =>
  void subscription.ack(event);

describe('a persistent subscription to a stream', () => {
  test('starts inclusively at startFrom and delivers what comes later', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(3));
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: 1n }),
    );
    const { seen } = connect(s, 'order-1', 'g', ack);
    await until('history arrives', () => seen.length === 2);
    await s.client.appendToStream('order-1', [numbered(3)]);
    await until('the new event arrives', () => seen.length === 3);
    expect(names(seen)).toEqual(['order-1@1', 'order-1@2', 'order-1@3']);
    expect(seen.map(({ retryCount }) => retryCount)).toEqual([0, 0, 0]);
  });

  test('from the end delivers only what is new, even if the group was created on a missing stream', async () => {
    await using s = await scene();
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: END }),
    );
    const { seen } = connect(s, 'order-1', 'g', ack);
    await s.client.appendToStream('order-1', [numbered(1)]);
    await until('the event arrives', () => seen.length === 1);
  });

  test('a client never holds more unanswered events than its buffer', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(20));
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: START }),
    );
    const { seen, subscription } = connect(s, 'order-1', 'g', () => {}, 5);
    await until('the buffer is full', () => seen.length === 5);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(seen).toHaveLength(5);
    await subscription.ack(seen[0]!, seen[1]!);
    await until('room is used', () => seen.length === 7);
  });

  test('nack retry delivers again with a higher retry count, then parks at the limit', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', [numbered(1)]);
    const settings = streamSettings({ startFrom: START, maxRetryCount: 2 });
    await s.client.createPersistentSubscriptionToStream('order-1', 'g', settings);
    const { seen } = connect(
      s,
      'order-1',
      'g',
      (event, sub) => void sub.nack(RETRY, 'again', event),
    );
    const parked = async (): Promise<bigint> =>
      (await s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g')).stats
        .parkedMessageCount;
    await until('it is parked', async () => (await parked()) === 1n);
    expect(seen.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2]);
  });

  test('each answer hands out at once what comes next then, retried events first', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(8));
    const settings = streamSettings({ startFrom: START });
    await s.client.createPersistentSubscriptionToStream('order-1', 'g', settings);
    const isRefused = ({ event, retryCount }: Event): boolean =>
      event!.revision % 2n === 1n && retryCount === 0;
    const { seen } = connect(
      s,
      'order-1',
      'g',
      (event, sub) => void (isRefused(event) ? sub.nack(RETRY, 'again', event) : sub.ack(event)),
      4,
    );
    await until('all have been acknowledged', () => seen.length === 12);
    const order = seen.map(
      ({ event, retryCount }) => `${event!.revision}${"'".repeat(retryCount)}`,
    );
    expect(order.join(' ')).toBe("0 1 2 3 4 1' 5 3' 6 7 5' 7'");
  });

  test('a lower checkpoint bound above the upper one is taken and told back; the upper one decides', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(6));
    const bounds = { checkPointLowerBound: 500, checkPointUpperBound: 3, checkPointAfter: 60_000 };
    const settings = streamSettings({ startFrom: START, ...bounds });
    await s.client.createPersistentSubscriptionToStream('order-1', 'g', settings);
    const info = () => s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g');
    expect((await info()).settings).toMatchObject(bounds);
    await s.client.updatePersistentSubscriptionToStream('order-1', 'g', settings);
    connect(s, 'order-1', 'g', ack);
    await until(
      'a checkpoint is written',
      async () => (await info()).stats.lastCheckpointedEventRevision !== undefined,
    );
  });

  test('a message that is not answered in time is delivered again', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', [numbered(1)]);
    const settings = streamSettings({ startFrom: START, messageTimeout: 200 });
    await s.client.createPersistentSubscriptionToStream('order-1', 'g', settings);
    const { seen } = connect(s, 'order-1', 'g', (event, sub) => {
      if (event.retryCount > 0) void sub.ack(event);
    });
    await until('it comes again', () => seen.length === 2);
    expect(seen[1]!.retryCount).toBe(1);
  });

  test('nack park writes a link with the reason, replayParked delivers it again and empties the parked stream', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(2));
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: START }),
    );
    let park = true;
    const { seen } = connect(s, 'order-1', 'g', (event, sub) =>
      park ? void sub.nack(PARK, 'poison', event) : void sub.ack(event),
    );
    const info = () => s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g');
    await until('both are parked', async () => (await info()).stats.parkedMessageCount === 2n);
    const parkedStream = '$persistentsubscription-order-1::g-parked';
    const [link] = await collect(s.client.readStream(parkedStream));
    expect(link?.event).toMatchObject({ type: '$>', metadata: { reason: 'poison' } });
    park = false;
    await s.client.replayParkedMessagesToStream('order-1', 'g');
    await until('both come again', () => seen.length === 4);
    await until('none is parked', async () => (await info()).stats.parkedMessageCount === 0n);
    expect(names(seen.slice(2))).toEqual(['order-1@0', 'order-1@1']);
  });

  test('nack skip drops the message', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(2));
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: START }),
    );
    const { seen } = connect(
      s,
      'order-1',
      'g',
      (event, sub) => void sub.nack(SKIP, 'no', event),
      1,
    );
    await until('the next one follows', () => seen.length === 2);
    const { stats } = await s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g');
    expect(stats).toMatchObject({ parkedMessageCount: 0n, retryBufferCount: 0 });
  });

  test('what a disconnected client had goes to another with its retry count raised', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', [numbered(1)]);
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: START }),
    );
    const first = connect(s, 'order-1', 'g', () => {});
    await until('the first client has it', () => first.seen.length === 1);
    await first.subscription.unsubscribe();
    const second = connect(s, 'order-1', 'g', ack);
    await until('the second client gets it', () => second.seen.length === 1);
    expect(second.seen[0]!.retryCount).toBe(1);
  });

  test('round robin spreads, dispatch to single fills one client first', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', numberedEvents(8));
    for (const strategy of ['RoundRobin', 'DispatchToSingle'] as const) {
      const settings = streamSettings({ startFrom: END, consumerStrategyName: strategy });
      await s.client.createPersistentSubscriptionToStream('order-1', strategy, settings);
      const a = connect(s, 'order-1', strategy, () => {}, 4);
      const b = connect(s, 'order-1', strategy, () => {}, 4);
      const info = () => s.client.getPersistentSubscriptionToStreamInfo('order-1', strategy);
      await until('both are connected', async () => (await info()).connections.length === 2);
      await s.client.appendToStream('order-1', numberedEvents(4));
      await until('all four are delivered', () => a.seen.length + b.seen.length === 4);
      const spread = [a.seen.length, b.seen.length].toSorted((x, y) => x - y);
      expect(spread).toEqual(strategy === 'RoundRobin' ? [2, 2] : [0, 4]);
    }
  });

  test('pinned gives all events of a source stream to one client', async () => {
    await using s = await scene();
    const settings = allSettings({ startFrom: START, consumerStrategyName: 'Pinned' });
    await s.client.createPersistentSubscriptionToAll('g', settings, {
      filter: streamNameFilter({ prefixes: ['pin'] }),
    });
    const seen = new Map<string, Set<number>>();
    let total = 0;
    for (const client of [0, 1]) {
      const subscription = s.client.subscribeToPersistentSubscriptionToAll('g', {
        bufferSize: 100,
      });
      subscription.on('data', (event) => {
        const stream = event.event!.streamId;
        seen.set(stream, (seen.get(stream) ?? new Set()).add(client));
        total++;
        void subscription.ack(event);
      });
      subscription.on('error', () => {});
    }
    await until(
      'both are connected',
      async () => (await s.client.getPersistentSubscriptionToAllInfo('g')).connections.length === 2,
    );
    for (let i = 0; i < 40; i++) await s.client.appendToStream(`pin-${i % 10}`, [numbered(i)]);
    await until('all arrive', () => total === 40);
    expect([...seen.values()].every((clients) => clients.size === 1)).toBe(true);
    expect(new Set([...seen.values()].flatMap((clients) => [...clients])).size).toBe(2);
  });

  test('update drops the clients and keeps the checkpoint, delete says that the group is gone', async () => {
    await using s = await scene();
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: START }),
    );
    const first = connect(s, 'order-1', 'g', ack);
    await until(
      'connected',
      async () =>
        (await s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g')).connections
          .length === 1,
    );
    await s.client.updatePersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: START, maxRetryCount: 3 }),
    );
    await until('dropped', () => first.errors.length === 1);
    expect(first.errors[0]!.type).toBe('persistent-subscription-dropped');
    const { settings } = await s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g');
    expect(settings.maxRetryCount).toBe(3);
    const second = connect(s, 'order-1', 'g', ack);
    await until(
      'connected',
      async () =>
        (await s.client.getPersistentSubscriptionToStreamInfo('order-1', 'g')).connections
          .length === 1,
    );
    await s.client.deletePersistentSubscriptionToStream('order-1', 'g');
    await until('ended', () => second.errors.length === 1);
    expect(second.errors[0]!.type).toBe('persistent-subscription-does-not-exist');
  });

  test('errors: exists, does not exist, too many subscribers, impossible settings', async () => {
    await using s = await scene();
    const { client } = s;
    const settings = streamSettings({ startFrom: START, maxSubscriberCount: 1 });
    await client.createPersistentSubscriptionToStream('order-1', 'g', settings);
    const again = client.createPersistentSubscriptionToStream('order-1', 'g', settings);
    expect((await errorOf(again)).type).toBe('persistent-subscription-exists');
    const missing = client.deletePersistentSubscriptionToStream('order-1', 'other');
    expect((await errorOf(missing)).type).toBe('persistent-subscription-does-not-exist');
    connect(s, 'order-1', 'g', ack);
    await until(
      'connected',
      async () =>
        (await client.getPersistentSubscriptionToStreamInfo('order-1', 'g')).connections.length ===
        1,
    );
    const second = connect(s, 'order-1', 'g', ack);
    await until('refused', () => second.errors.length === 1);
    expect(second.errors[0]!.type).toBe('maximum-subscribers-reached');
    const impossible = streamSettings({
      startFrom: START,
      readBatchSize: 500,
      historyBufferSize: 500,
    });
    const bad = client.createPersistentSubscriptionToStream('order-1', 'h', impossible);
    expect((await errorOf(bad)).type).toBe('persistent-subscription-failed');
  });

  test('list and info tell what was set', async () => {
    await using s = await scene();
    await s.client.createPersistentSubscriptionToStream(
      'order-1',
      'g',
      streamSettings({ startFrom: 3n, extraStatistics: true }),
    );
    await s.client.createPersistentSubscriptionToAll('h', allSettings({ startFrom: END }));
    const all = await s.client.listAllPersistentSubscriptions();
    expect(all.map(({ eventSource, groupName }) => [eventSource, groupName])).toEqual([
      ['order-1', 'g'],
      ['$all', 'h'],
    ]);
    expect(all.map(({ settings }) => settings.startFrom)).toEqual([3n, END]);
    expect(await s.client.listPersistentSubscriptionsToStream('order-1')).toHaveLength(1);
    expect(await s.client.listPersistentSubscriptionsToAll()).toHaveLength(1);
  });

  test('events reached by links are acknowledged by the link', async () => {
    await using s = await scene();
    await s.client.appendToStream('order-1', [numbered(1)]);
    const link = {
      ...numbered(0),
      type: '$>',
      contentType: 'application/octet-stream',
      data: Buffer.from('0@order-1'),
    };
    await s.client.appendToStream('links', [link as never]);
    await s.client.createPersistentSubscriptionToStream(
      'links',
      'g',
      streamSettings({ startFrom: START, resolveLinkTos: true }),
    );
    const { seen } = connect(s, 'links', 'g', ack);
    await until('it arrives', () => seen.length === 1);
    expect(seen[0]).toMatchObject({ event: { streamId: 'order-1' }, link: { streamId: 'links' } });
    await until(
      'it is acknowledged',
      async () =>
        (await s.client.getPersistentSubscriptionToStreamInfo('links', 'g')).stats
          .totalInFlightMessages === 0,
    );
  });
});
