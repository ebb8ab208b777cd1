import { randomBytes } from 'node:crypto';
import { EventStoreDBClient, binaryEvent } from '@eventstore/db-client';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SERVER, ServerProcess } from '../bench/support/server-process.ts';
import * as hostile from './support/hostile.ts';
import { collect, numbered, temporaryData } from './support/server.ts';

const GRPC_INVALID_ARGUMENT = 3;
const GRPC_RESOURCE_EXHAUSTED = 8;
const GRPC_UNIMPLEMENTED = 12;
const GRPC_INTERNAL = 13;

/** Another one each day. */
const SEED = Number(process.env['SEED'] ?? Math.floor(Date.now() / 86_400_000));

let server: ServerProcess;
let client: EventStoreDBClient;

beforeAll(async () => {
  server = await ServerProcess.start(SERVER, [
    '--port',
    '0',
    '--insecure',
    '--data',
    temporaryData(),
  ]);
  client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`);
});
afterAll(async () => {
  await client.dispose();
  await server.end('SIGTERM');
});

/** The server still does its work for others. */
async function stillServes(): Promise<void> {
  await client.appendToStream('healthy', [numbered(1)]);
  const [event] = await collect(
    client.readStream('healthy', { direction: 'backwards', maxCount: 1 }),
  );
  expect(event?.event?.type).toBe('happened');
}

test(`messages that are noise, or nearly right, are refused by every method, from seed ${SEED}`, async () => {
  const numRuns = process.env['SOAK'] === '1' ? 20_000 : 300;
  const messages = fc.tuple(
    fc.constantFrom(...hostile.METHODS),
    fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      // A field and its length are right, what is in it is not: the reader gets further.
      fc
        .tuple(fc.integer({ min: 1, max: 5 }), fc.uint8Array({ maxLength: 100 }))
        .map(([field, bytes]) => Uint8Array.of((field << 3) | 2, bytes.length, ...bytes)),
    ),
  );
  const statuses = new Set<number>();
  for (const [path, bytes] of fc.sample(messages, { seed: SEED, numRuns })) {
    const answer = await hostile.answerTo(server.port, path, bytes);
    if (answer === undefined) continue;
    statuses.add(answer.status);
    // Whatever is in a message, it is no failure of the server.
    expect(answer.message, path).not.toBe('internal server error');
  }
  // Of gRPC there are 17: anything else is no answer.
  for (const status of statuses) expect(status).toBeGreaterThanOrEqual(0);
  for (const status of statuses) expect(status).toBeLessThanOrEqual(16);
  expect(statuses.size).toBeGreaterThan(2);
  await stillServes();
});

test('oversized, halved and compressed messages, unknown methods and content types have their own answers', async () => {
  expect((await hostile.oversized(server.port)).status).toBe(GRPC_RESOURCE_EXHAUSTED);
  expect((await hostile.halfMessage(server.port)).status).toBe(GRPC_INTERNAL);
  expect((await hostile.compressed(server.port)).status).toBe(GRPC_UNIMPLEMENTED);
  expect((await hostile.unknownMethod(server.port)).status).toBe(GRPC_UNIMPLEMENTED);
  expect(await hostile.wrongContentType(server.port)).toBe(415);
  await stillServes();
});

test.each(hostile.DEPARTURES)(
  'a client that %s in the middle of its messages ends its own calls only',
  async (how) => {
    for (let round = 0; round < 10; round++)
      for (const calls of [1, 3, 5]) await hostile.leaveAmidMessages(server.port, how, calls);
    await stillServes();
  },
);

/** Bytes of requests that have not arrived in full, as the server counts them. */
async function unfinishedMiB(): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  const [, bytes = ''] = /unfinished_bytes (\d+)/.exec(metrics) ?? [];
  return Number(bytes) / 1024 / 1024;
}

test('messages that are never finished hold a bounded amount of memory, over all calls and connections', async () => {
  const before = server.residentMiB;
  const large = { connections: 10, calls: 4, bytes: 8 * 1024 * 1024 };
  for (let round = 0; round < 3; round++) {
    const flood = await hostile.unfinishedMessages(server.port, large);
    // 10 × 4 × 8 MiB are 320 MiB. Of each connection 40 MiB are held at most, of all together 128 MiB.
    expect(flood.statuses.length).toBeGreaterThanOrEqual(24);
    expect(new Set(flood.statuses)).toEqual(new Set([GRPC_RESOURCE_EXHAUSTED]));
    const held = await unfinishedMiB();
    expect([held > 64, held <= 128], `${held} MiB`).toEqual([true, true]);
    await stillServes();
    flood.end();
    await stillServes();
    await vi.waitFor(async () => expect(await unfinishedMiB()).toBe(0), { timeout: 10_000 });
  }
  // What was refused or let go may wait for the collector; 960 MiB came in.
  expect(server.residentMiB - before).toBeLessThan(400);
});

test('names that are no UTF-8 and connections that are no HTTP do no harm', async () => {
  const { status } = await hostile.invalidUtf8(server.port);
  expect(status).toBe(0);
  await hostile.notHttp(server.port);
  await stillServes();
});

test('a regular expression that backtracks for ever elsewhere takes linear time here; look-around is refused', async () => {
  await client.appendToStream(`${'a'.repeat(2000)}!`, [numbered(1)]);
  expect((await hostile.filteredRead(server.port, '^(a+)+$')).status).toBe(0);
  expect((await hostile.filteredRead(server.port, '^(?=a)b')).status).toBe(GRPC_INVALID_ARGUMENT);
  expect((await hostile.filteredRead(server.port, '(')).status).toBe(GRPC_INVALID_ARGUMENT);
  expect((await hostile.filteredRead(server.port, `(${'a{1000}'.repeat(20)}){1000}`)).status).toBe(
    GRPC_INVALID_ARGUMENT,
  );
  await stillServes();
});

test('10,000 idle connections leave the server working', async () => {
  const end = await hostile.idleConnections(server.port, 10_000);
  await stillServes();
  end();
}, 60_000);

test('clients that never read hold a bounded amount of memory each, and nobody else up', async () => {
  for (let i = 0; i < 60; i++)
    await client.appendToStream('big', [
      binaryEvent({ type: 'big', data: randomBytes(1_000_000) }),
    ]);
  const before = server.residentMiB;
  const end = hostile.neverReading(server.port, 20);
  for (let i = 0; i < 20; i++) await stillServes();
  // 20 readers of 60 MB each: 1.2 GB if they were buffered.
  expect(server.residentMiB - before).toBeLessThan(300);
  end();
  await stillServes();
});
