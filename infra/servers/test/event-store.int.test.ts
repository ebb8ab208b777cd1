import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDeniedError, EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Child } from '../src/child.ts';
import { eventStoreAuthority, eventStoreServer, eventStoreUrl } from '../src/event-store.ts';
import { provisionEventStore } from '../src/event-store-users.ts';
import { freePort } from '../src/port.ts';
import { startServer } from '../src/server.ts';

const directory = mkdtempSync(join(tmpdir(), 'bellwether-servers-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('the event store starts as a process, and keeps what it acknowledged over a kill -9', async () => {
  const [host, port] = ['127.0.0.1', await freePort()];
  const spec = eventStoreServer({
    host,
    port,
    directory: join(directory, 'data'),
    logFile: join(directory, 'log'),
  });
  const first = await startServer(spec);
  const client = EventStoreDBClient.connectionString(eventStoreUrl(host, port));
  await client.appendToStream('account-x', jsonEvent({ type: 'Opened', data: { n: 1 } }));
  await first.kill();
  const second = await startServer(spec);
  const again = EventStoreDBClient.connectionString(eventStoreUrl(host, port));
  const types: string[] = [];
  for await (const { event } of again.readStream('account-x')) types.push(event?.type ?? '');
  expect(types).toEqual(['Opened']);
  expect(await second.stop()).toEqual({ code: 0, signal: null });
});

describe('an event store from before it had users, started with TLS and provisioned', () => {
  const host = 'localhost';
  const data = join(directory, 'data');
  const authorityFile = eventStoreAuthority(data);
  const opened = jsonEvent({ type: 'Opened', data: { n: 2 } });
  const clients: EventStoreDBClient[] = [];
  let port: number;
  let server: Child;

  const provision = (word = ''): Promise<void> =>
    provisionEventStore({
      host,
      port,
      authorityFile,
      adminPassword: 'AdminOfTests0123',
      passwordOf: (user) => `${user}${word}OfTests0123`,
    });
  const as = (user: string, password = `${user}OfTests0123`): EventStoreDBClient => {
    const client = EventStoreDBClient.connectionString(
      eventStoreUrl(host, port, { user, password, authorityFile }),
    );
    clients.push(client);
    return client;
  };
  const typesOf = async (read: AsyncIterable<{ event?: { type: string } }>): Promise<string[]> => {
    const types: string[] = [];
    for await (const { event } of read) types.push(event?.type ?? '');
    return types;
  };

  beforeAll(async () => {
    port = await freePort();
    server = await startServer(
      eventStoreServer({
        host: '127.0.0.1',
        port,
        directory: data,
        logFile: join(directory, 'log'),
        founders: { admin: 'AdminOfTests0123', ops: 'OpsOfTests0123' },
      }),
    );
    await provision();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.dispose()));
    await server.stop();
  });

  test.each(['commands', 'projections', 'cli'])(
    '%s reads streams and the whole log',
    async (user) => {
      expect(await typesOf(as(user).readStream('account-x'))).toEqual(['Opened']);
      expect(await typesOf(as(user).readAll())).toContain('Opened');
    },
  );

  test('commands writes facts, and can neither delete a stream nor change its rights', async () => {
    const commands = as('commands');
    await commands.appendToStream('account-y', opened);
    await expect(commands.deleteStream('account-y')).rejects.toThrow(AccessDeniedError);
    await expect(commands.setStreamMetadata('account-y', { maxCount: 1 })).rejects.toThrow(
      AccessDeniedError,
    );
    await expect(commands.appendToStream('$settings', opened)).rejects.toThrow(AccessDeniedError);
  });

  test.each([
    ['projections', 'projectionsOfTests0123'],
    ['cli', 'cliOfTests0123'],
    ['ops', 'OpsOfTests0123'],
    ['commands', 'AWrongPassword0123'],
    ['admin', 'changeit'],
  ])('%s by %s writes nothing', async (user, password) => {
    await expect(as(user, password).appendToStream('account-x', opened)).rejects.toThrow(
      AccessDeniedError,
    );
  });

  test('who has not logged in neither writes nor reads, with TLS or without', async () => {
    const [withTls, without] = [
      `esdb://${host}:${port}?tls=true&tlsCAFile=${encodeURIComponent(authorityFile)}`,
      eventStoreUrl('127.0.0.1', port),
    ].map((url) => EventStoreDBClient.connectionString(url));
    await expect(withTls?.appendToStream('account-x', opened)).rejects.toThrow(AccessDeniedError);
    await expect(typesOf(withTls!.readAll({ maxCount: 1 }))).rejects.toThrow(AccessDeniedError);
    await expect(without?.appendToStream('account-x', opened)).rejects.toThrow();
    expect(await typesOf(as('cli').readStream('account-x'))).toEqual(['Opened']);
  });

  test('provisioned again it writes nothing; with other passwords, only those log in', async () => {
    const settled = (await typesOf(as('admin', 'AdminOfTests0123').readAll())).length;
    await provision();
    expect(await typesOf(as('admin', 'AdminOfTests0123').readAll())).toHaveLength(settled);
    await provision('Next');
    expect(await typesOf(as('cli', 'cliNextOfTests0123').readStream('account-x'))).toEqual([
      'Opened',
    ]);
    await expect(typesOf(as('cli').readStream('account-x'))).rejects.toThrow(AccessDeniedError);
  });
});
