import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { growth } from './growth.ts';
import { hostileStalls } from './hostile.ts';
import { liveLatency, sequential } from './latency.ts';
import { officialClient, postgresPeer } from './peers.ts';
import { appends, fsyncFloor, median, round, type Throughput } from './support/measure.ts';
import { RawClient, readAll, readStream } from './support/raw-client.ts';
import { ECHO, SERVER, ServerProcess } from './support/server-process.ts';

// Usage: pnpm bench:eventstore [--json] [--quick] [--growth]. Everything runs against the real server in a process of its own.
const quick = process.argv.includes('--quick');
const withGrowth = process.argv.includes('--growth');
const ROUNDS = quick ? 1 : 5;
const SCALE = quick ? 0.2 : 1;

const directory = mkdtempSync(
  join(process.env['BENCH_DIRECTORY'] ?? tmpdir(), 'eventstore-bench-'),
);
const loadBefore = loadavg();
const note = (text: string): void => void process.stderr.write(`${text}\n`);

const medianOf = (runs: readonly Throughput[]): object => ({
  eventsPerSecond: median(runs.map((run) => run.eventsPerSecond)),
  range: [
    Math.min(...runs.map((r) => r.eventsPerSecond)),
    Math.max(...runs.map((r) => r.eventsPerSecond)),
  ],
  serverCpuUsPerEvent: median(runs.map((run) => run.serverCpuUsPerEvent)),
  p50Ms: median(runs.map((run) => run.ms['p50']!)),
  p99Ms: median(runs.map((run) => run.ms['p99']!)),
});

async function repeated(run: () => Promise<Throughput>): Promise<Throughput[]> {
  const runs: Throughput[] = [];
  for (let i = 0; i < ROUNDS; i++) runs.push(await run());
  return runs;
}

async function throughput(): Promise<object> {
  const server = await ServerProcess.start(SERVER, [
    '--port',
    '0',
    '--insecure',
    '--data',
    join(directory, 'main'),
  ]);
  const echo = await ServerProcess.start(ECHO, []);
  const [client, echoClient] = [new RawClient(server.port), new RawClient(echo.port)];
  const stream = (i: number): string => `order-${i % 1000}`;
  const single = { requests: 40_000 * SCALE, inFlight: 256, events: 1, stream };
  const twenty = { requests: 4000 * SCALE, inFlight: 64, events: 20, stream };
  const twoHundred = { requests: 500 * SCALE, inFlight: 16, events: 200, stream };
  await appends(client, server, { ...single, requests: 10_000 * SCALE });
  await appends(echoClient, echo, { ...single, requests: 10_000 * SCALE });
  note('appends');
  const store = await repeated(() => appends(client, server, single));
  const echoed = await repeated(() => appends(echoClient, echo, single));
  const result = {
    single: medianOf(store),
    echo: medianOf(echoed),
    cpuPerAppendOverEcho: round(
      median(store.map((run) => run.serverCpuUsPerEvent)) /
        median(echoed.map((run) => run.serverCpuUsPerEvent)),
    ),
    twenty: medianOf(await repeated(() => appends(client, server, twenty))),
    twoHundred: medianOf(await repeated(() => appends(client, server, twoHundred))),
    sequential: await sequential(client, 3000 * SCALE),
    fsyncFloor: await fsyncFloor(directory, 600, 2000 * SCALE),
  };
  note('reads');
  const reads = await readRates(client, server);
  note('live');
  const live = await liveLatency(server.port, client, 500, 10_000 * SCALE);
  note('100 k streams');
  const streams = {
    requests: 100_000 * SCALE,
    inFlight: 256,
    events: 1,
    stream: (i: number) => `each-${i}`,
  };
  const manyStreams = {
    new: await appends(client, server, streams),
    again: await appends(client, server, streams),
    residentMiB: round(server.residentMiB),
  };
  client.close();
  echoClient.close();
  await server.end('SIGTERM');
  await echo.end('SIGTERM');
  return { appends: result, reads, live, manyStreams };
}

async function readRates(client: RawClient, server: ServerProcess): Promise<object> {
  await appends(client, server, {
    requests: 200,
    inFlight: 8,
    events: 500,
    stream: () => 'one-stream',
  });
  const rate = async (request: Parameters<RawClient['read']>[0]): Promise<object> => {
    const rates: number[] = [];
    const costs: number[] = [];
    for (let i = 0; i < ROUNDS; i++) {
      const cpu = server.cpuMs;
      const started = performance.now();
      const events = await client.read(request);
      rates.push(Math.round(events / ((performance.now() - started) / 1000)));
      costs.push(((server.cpuMs - cpu) * 1000) / events);
    }
    return {
      eventsPerSecond: median(rates),
      range: [Math.min(...rates), Math.max(...rates)],
      serverCpuUsPerEvent: round(median(costs)),
    };
  };
  return {
    all: await rate(readAll(200_000)),
    stream: await rate(readStream('one-stream', 100_000)),
  };
}

try {
  const report = {
    what: 'event store',
    machine: {
      cpus: cpus().length,
      model: cpus()[0]?.model,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    dataBytesPerEvent: 400,
    ...(await throughput()),
    officialClient: await officialClient(directory, SCALE),
    postgresPeer: await postgresPeer(SCALE),
    hostile: await hostileStalls(directory),
    growth: withGrowth
      ? await growth(directory, quick ? [10_000, 50_000] : [100_000, 1_000_000, 5_000_000], note)
      : 'run with --growth',
    load: { before: loadBefore, after: loadavg() },
  };
  process.stdout.write(
    `${JSON.stringify(report, undefined, process.argv.includes('--json') ? undefined : 2)}\n`,
  );
} finally {
  rmSync(directory, { recursive: true, force: true });
}
