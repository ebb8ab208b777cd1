import { EventStoreDBClient } from '@eventstore/db-client';
import { afterEach, describe, expect, test } from 'vitest';
import { startFaultyEventStore, type Fault } from '../src/faults/index.ts';
import { collect, errorOf, numbered } from './support/server.ts';

/** What the client calls a connection that broke: it depends on what it was doing. */
const BROKEN = /^(unavailable|unknown|cancelled)$/;

const credentials = { username: 'a', password: 'b' };

async function faulty(connectionName: string) {
  const server = await startFaultyEventStore({ port: 0, memory: true, commitTimeoutMs: 150 });
  const client = EventStoreDBClient.connectionString(
    `${server.connectionString}&connectionName=${connectionName}`,
  );
  const other = EventStoreDBClient.connectionString(
    `${server.connectionString}&connectionName=other`,
  );
  return {
    server,
    client,
    other,
    async [Symbol.asyncDispose]() {
      await Promise.all([client.dispose(), other.dispose()]);
      await server.stop();
    },
  };
}

describe.each([
  ['batch', {}],
  ['classic', { credentials }],
])('faults on a %s append', (_how, options) => {
  const cases: [name: string, fault: Fault, errorType: RegExp | undefined, stored: number][] = [
    [
      'commit, then time out',
      { kind: 'commit-then-time-out' },
      'credentials' in options ? /^timeout$/ : /^deadline-exceeded$/,
      1,
    ],
    ['drop the connection after the commit', { kind: 'drop-after-commit' }, BROKEN, 1],
    ['the request arrives twice', { kind: 'duplicate-request' }, undefined, 1],
    ['a slow reply', { kind: 'slow-reply', delayMs: 50 }, undefined, 1],
  ];
  test.each(cases)('%s', async (_name, fault, errorType, stored) => {
    await using s = await faulty('unlucky');
    await s.other.appendToStream('warm-up', [numbered(0)], options);
    s.server.faults.arm('unlucky', fault, 1, 'credentials' in options ? 'Append' : 'BatchAppend');
    const append = s.client.appendToStream('order-1', [numbered(1)], options);
    if (errorType === undefined) await append;
    else expect((await errorOf(append)).type).toMatch(errorType);
    // The other connection only reads: in this client an error on one connection rejects every connection's pending appends.
    expect(await collect(s.other.readStream('order-1'))).toHaveLength(stored);
  });
});

test('refusing as not-leader names the leader, and the other connection never notices', async () => {
  await using s = await faulty('unlucky');
  s.server.faults.arm('unlucky', { kind: 'not-leader', host: '127.0.0.1', port: 9 }, 1, 'Read');
  expect((await errorOf(collect(s.client.readAll()))).type).toBe('not-leader');
  expect(await collect(s.other.readAll())).not.toHaveLength(99);
});

describe('in production', () => {
  const before = process.env['NODE_ENV'];
  afterEach(() => {
    process.env['NODE_ENV'] = before;
  });

  test('a server with faults does not start', async () => {
    process.env['NODE_ENV'] = 'production';
    await expect(startFaultyEventStore({ port: 0, memory: true })).rejects.toThrow('production');
  });
});
