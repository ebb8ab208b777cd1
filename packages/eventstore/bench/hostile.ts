import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { EventStoreDBClient, binaryEvent } from '@eventstore/db-client';
import * as hostile from '../test/support/hostile.ts';
import { round } from './support/measure.ts';
import { SERVER, ServerProcess } from './support/server-process.ts';

/** Longest time that the server's event loop did not turn, ms, since the last look (as /metrics tells it). */
async function longestStall(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return round(
    Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1] ?? Number.NaN) * 1000,
  );
}

/** How long each kind of hostile client holds the server's event loop up. */
export async function hostileStalls(directory: string): Promise<object> {
  const server = await ServerProcess.start(SERVER, [
    '--port',
    '0',
    '--insecure',
    '--data',
    join(directory, 'hostile'),
  ]);
  const { port } = server;
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${port}?tls=false`);
  for (let i = 0; i < 40; i++)
    await client.appendToStream('big', [
      binaryEvent({ type: 'big', data: randomBytes(1_000_000) }),
    ]);
  await client.appendToStream(`${'a'.repeat(2000)}!`, [
    binaryEvent({ type: 'x', data: Buffer.alloc(1) }),
  ]);
  let endIdle = (): void => {};
  const cases: Record<string, () => Promise<unknown>> = {
    quiet: () => new Promise((wake) => setTimeout(wake, 1000)),
    garbage: async () => {
      for (let i = 0; i < 200; i++)
        for (const path of hostile.METHODS.slice(0, 3))
          await hostile.answerTo(port, path, randomBytes(200));
    },
    oversized: () => hostile.oversized(port),
    regexBomb: () => hostile.filteredRead(port, '^(a+)+$'),
    nestedRepeats: () => hostile.filteredRead(port, '((a{100}){100}){100}'),
    notHttp: () => hostile.notHttp(port),
    neverReading: async () => {
      const end = hostile.neverReading(port, 20);
      await new Promise((wake) => setTimeout(wake, 2000));
      end();
      await new Promise((wake) => setTimeout(wake, 500));
    },
    idleConnections: async () => {
      endIdle = await hostile.idleConnections(port, 10_000);
    },
    idleConnectionsEndAtOnce: async () => {
      endIdle();
      await new Promise((wake) => setTimeout(wake, 1000));
    },
  };
  const longestStallMs: Record<string, number> = {};
  await longestStall(port);
  for (const [name, run] of Object.entries(cases)) {
    await run();
    longestStallMs[name] = await longestStall(port);
  }
  await client.dispose();
  await server.end('SIGTERM');
  return { longestStallMs };
}
