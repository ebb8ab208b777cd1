import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { afterAll, expect, test } from 'vitest';
import { eventStoreServer, eventStoreUrl, freePort, startServer } from '../src/index.ts';

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
