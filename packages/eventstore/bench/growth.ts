import { join } from 'node:path';
import { appends, round } from './support/measure.ts';
import { RawClient, readAll } from './support/raw-client.ts';
import { SERVER, ServerProcess } from './support/server-process.ts';

/** The same appends and reads at growing sizes: what an event costs must not depend on how many there are. */
export async function growth(
  directory: string,
  sizes: readonly number[],
  note: (text: string) => void,
): Promise<object[]> {
  const args = ['--port', '0', '--insecure', '--data', join(directory, 'growth')];
  let server = await ServerProcess.start(SERVER, args);
  let client = new RawClient(server.port);
  let stored = 0;
  const results: object[] = [];
  const stream = (i: number): string => `grow-${(i * 7919) % 100_000}`;
  for (const size of sizes) {
    for (; stored < size;) {
      const requests = Math.min(10_000, Math.ceil((size - stored) / 10));
      await appends(client, server, {
        requests,
        inFlight: 64,
        events: 10,
        stream: (i) => stream(i + stored),
      });
      stored += requests * 10;
      if (stored % 500_000 < 100_000) note(`${stored} events`);
    }
    const single = await appends(client, server, {
      requests: 20_000,
      inFlight: 256,
      events: 1,
      stream,
    });
    stored += 20_000;
    const cpu = server.cpuMs;
    const started = performance.now();
    const read = await client.read(readAll(100_000));
    const readPerSecond = Math.round(read / ((performance.now() - started) / 1000));
    const readCpuUs = round(((server.cpuMs - cpu) * 1000) / read);
    const residentMiB = round(server.residentMiB);
    client.close();
    await server.end('SIGKILL');
    server = await ServerProcess.start(SERVER, args);
    client = new RawClient(server.port);
    const again = await appends(client, server, { requests: 1000, inFlight: 1, events: 1, stream });
    stored += 1000;
    results.push({
      events: size,
      appendPerSecond: single.eventsPerSecond,
      appendCpuUs: single.serverCpuUsPerEvent,
      readPerSecond,
      readCpuUs,
      residentMiB,
      startAfterKillMs: Math.round(server.startMs),
      residentAfterStartMiB: round(server.residentMiB),
      sequentialAfterStartMs: again.ms,
    });
  }
  client.close();
  await server.end('SIGTERM');
  return results;
}
