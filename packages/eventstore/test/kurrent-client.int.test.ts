import { join } from 'node:path';
import {
  KurrentDBClient,
  START,
  jsonEvent,
  persistentSubscriptionToStreamSettingsFromDefaults as streamSettings,
  streamNameFilter,
  type ResolvedEvent,
} from '@kurrent/kurrentdb-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVER, ServerProcess } from '../bench/support/server-process.ts';
import { collect, errorOf, temporaryData, until } from './support/events.ts';

/** The newer client as its users run it: `kurrentdb://`, TLS, a log-in, and the server in a process of its own. */
let server: ServerProcess;
let admin: KurrentDBClient;
let as: (user: string, scheme?: string) => KurrentDBClient;

beforeAll(async () => {
  const data = temporaryData();
  const args = ['--port', '0', '--data', data, '--tls-dev', '--start-standard-projections'];
  server = await ServerProcess.start(SERVER, args);
  const authority = encodeURIComponent(join(data, 'development.crt'));
  as = (user, scheme = 'kurrentdb') =>
    KurrentDBClient.connectionString(
      `${scheme}://${user}localhost:${server.port}?tls=true&tlsCAFile=${authority}`,
    );
  admin = as('admin:changeit@');
});
afterAll(async () => {
  await admin.dispose();
  await server.end('SIGTERM');
});

const happened = (n: number) => jsonEvent({ type: 'happened', data: { n } });
const revisions = (events: readonly ResolvedEvent[]): (bigint | undefined)[] =>
  events.map(({ event }) => event?.revision);

describe('@kurrent/kurrentdb-client over TLS', () => {
  test('appends and reads streams and $all, forwards and backwards, by discovery too', async () => {
    await admin.appendToStream('order-1', [happened(1), happened(2), happened(3)]);
    expect(revisions(await collect(admin.readStream('order-1')))).toEqual([0n, 1n, 2n]);
    const backwards = { direction: 'backwards', fromRevision: 1n } as const;
    expect(revisions(await collect(admin.readStream('order-1', backwards)))).toEqual([1n, 0n]);
    const all = await collect(admin.readAll({ direction: 'backwards', fromPosition: 'end' }));
    expect(all.filter(({ event }) => event?.streamId === 'order-1')).toHaveLength(3);
    const discovering = as('admin:changeit@', 'kurrentdb+discover');
    expect(await collect(discovering.readStream('order-1'))).toHaveLength(3);
    await discovering.dispose();
  });

  test('metadata, deletion and expected revisions', async () => {
    await admin.appendToStream('order-2', [happened(1), happened(2)]);
    await admin.setStreamMetadata('order-2', { maxCount: 1 });
    expect(revisions(await collect(admin.readStream('order-2')))).toEqual([1n]);
    expect((await admin.getStreamMetadata('order-2')).metadata).toMatchObject({ maxCount: 1 });
    const conflict = admin.appendToStream('order-2', [happened(3)], { streamState: 7n });
    expect((await errorOf(conflict)).type).toBe('wrong-expected-version');
    await admin.deleteStream('order-2');
    expect((await errorOf(collect(admin.readStream('order-2')))).type).toBe('stream-not-found');
  });

  test('subscriptions to a stream and to $all, from history on to what is new', async () => {
    await admin.appendToStream('trade-1', [happened(1)]);
    const stream: ResolvedEvent[] = [];
    const all: ResolvedEvent[] = [];
    const filter = streamNameFilter({ prefixes: ['trade-'] });
    const subscriptions = [
      admin.subscribeToStream('trade-1').on('data', (event: ResolvedEvent) => stream.push(event)),
      admin
        .subscribeToAll({ fromPosition: START, filter })
        .on('data', (event: ResolvedEvent) => all.push(event)),
    ];
    await until('history arrives', () => stream.length === 1 && all.length === 1);
    await admin.appendToStream('trade-1', [happened(2)]);
    await until('the new event arrives', () => stream.length === 2 && all.length === 2);
    await Promise.all(subscriptions.map((subscription) => subscription.unsubscribe()));
  });

  test('persistent subscriptions: created, followed, told about, deleted', async () => {
    await admin.appendToStream('job-1', [happened(1), happened(2)]);
    const settings = streamSettings({ startFrom: START });
    await admin.createPersistentSubscriptionToStream('job-1', 'g', settings);
    const seen: bigint[] = [];
    const subscription = admin.subscribeToPersistentSubscriptionToStream('job-1', 'g');
    subscription.on('data', (event) => {
      seen.push(event.event!.revision);
      void subscription.ack(event);
    });
    await until('both arrive', () => seen.length === 2);
    const { stats } = await admin.getPersistentSubscriptionToStreamInfo('job-1', 'g');
    expect(stats.totalItems).toBe(2n);
    expect(await admin.listAllPersistentSubscriptions()).toHaveLength(1);
    await subscription.unsubscribe();
    await admin.deletePersistentSubscriptionToStream('job-1', 'g');
  });

  test('projections: those of the system, and one of its own', async () => {
    await admin.appendToStream('basket-1', [happened(4), happened(5)]);
    await admin.createProjection(
      'sums',
      `fromCategory('basket').foreachStream().when({
         $init: () => ({ sum: 0 }), happened(state, event) { state.sum += event.data.n; },
       })`,
    );
    await until('it has seen both', async () => {
      const state = await admin.getProjectionState<{ sum?: number }>('sums', {
        partition: 'basket-1',
      });
      return state.sum === 9;
    });
    expect((await admin.getProjectionStatus('sums')).projectionStatus).toBe('Running');
  });

  test('who does not log in, or with a wrong password, gets nothing', async () => {
    for (const user of ['', 'admin:wrong@']) {
      const client = as(user);
      expect((await errorOf(collect(client.readStream('order-1')))).type).toBe('access-denied');
      const append = client.appendToStream('order-1', [happened(9)]);
      expect((await errorOf(append)).type).toBe('access-denied');
      await client.dispose();
    }
  });

  test('appends to several streams at once, which came after the version told, are refused by the client', async () => {
    const request = { streamName: 'order-3', events: [happened(1)], expectedState: 'any' as const };
    expect((await errorOf(admin.multiStreamAppend([request]))).message).toContain(
      'requires server version 25.1',
    );
  });
});
