import { HTTPClient } from 'geteventstore-promise';
import { NestFactory } from '@nestjs/core';
import {
  EventStoreBusProvider,
  EventStoreClient,
  EventStoreCoreModule,
  EventStoreSubscriptionType,
} from 'nestjs-native-eventstore';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCarts } from '../examples/emmett.ts';
import { startEventStore, type RunningEventStore } from '../src/index.ts';
import { collect, errorOf, until } from './support/events.ts';

// Libraries on top of the clients, unmodified and as their documentation says to use them.

let server: RunningEventStore;

beforeAll(async () => {
  server = await startEventStore({ port: 0, memory: true, startStandardProjections: true });
});
afterAll(() => server.stop());

test('Emmett runs a command handler and a consumer of a category stream', async () => {
  expect(await runCarts(server.connectionString)).toEqual({ 'cart-1': 5, 'cart-2': 1 });
});

test('nestjs-native-eventstore publishes events, and hears of them by both kinds of subscription', async () => {
  const heard: unknown[][] = [];
  class OrderPlaced {
    readonly quantity: number;
    readonly streamName: string;
    constructor(quantity: number, streamName: string) {
      this.quantity = quantity;
      this.streamName = streamName;
      heard.push([quantity, streamName]);
    }
  }
  const stream = '$ce-nestorder';
  const subscriptions = [
    { type: EventStoreSubscriptionType.CatchUp, stream },
    { type: EventStoreSubscriptionType.Persistent, stream, persistentSubscriptionName: 'nest' },
  ];
  const application = await NestFactory.createApplicationContext(
    EventStoreCoreModule.forRootAsync(
      { useFactory: () => ({ options: { connectionString: server.connectionString } }) },
      [{ subscriptions, events: { OrderPlaced } } as never],
    ),
    { logger: false },
  );
  const bus = application.get(EventStoreBusProvider);
  await until('both subscriptions are live', () => bus.publisher.isLive);
  bus.publish(new OrderPlaced(3, 'nestorder-1'), 'nestorder-1');
  // Made once to be published, and once more for each subscription.
  await until('both have heard', () => heard.length === 3);
  expect(heard).toEqual(Array.from({ length: 3 }, () => [3, 'nestorder-1']));
  const events = await collect(await application.get(EventStoreClient).readStream('nestorder-1'));
  expect(events.map(({ event }) => [event?.type, event?.data])).toEqual([
    ['OrderPlaced', { quantity: 3, streamName: 'nestorder-1' }],
  ]);
  await application.close();
});

test('geteventstore-promise, which speaks AtomPub, is told so; what is plain HTTP works', async () => {
  const client = new HTTPClient({
    hostname: '127.0.0.1',
    port: Number(/:(\d+)\?/.exec(server.connectionString)?.[1]),
    credentials: { username: 'admin', password: 'changeit' },
  });
  await client.ping();
  for (const call of [
    client.writeEvent('order-1', 'happened', { n: 1 }),
    client.getEvents('order-1'),
    client.checkStreamExists('order-1'),
  ]) {
    const error = (await errorOf(call)) as Error & { response?: { status: number; data: string } };
    expect([error.response?.status, error.response?.data]).toEqual([
      501,
      'AtomPub and the HTTP interface around it are not served; use gRPC on this port',
    ]);
  }
});
