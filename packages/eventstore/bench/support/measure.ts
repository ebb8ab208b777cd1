import { closeSync, mkdtempSync, openSync, rmSync, writeSync, constants } from 'node:fs';
import { write } from 'node:fs';
import { join } from 'node:path';
import { build, type Histogram } from 'hdr-histogram-js';
import type { RawClient } from './raw-client.ts';
import type { ServerProcess } from './server-process.ts';

export const DATA_BYTES = 400;

export const histogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });

/** Milliseconds at the usual percentiles of a histogram of microseconds. */
export const percentiles = (recorded: Histogram): Record<string, number> => ({
  p50: recorded.getValueAtPercentile(50) / 1000,
  p90: recorded.getValueAtPercentile(90) / 1000,
  p99: recorded.getValueAtPercentile(99) / 1000,
  p999: recorded.getValueAtPercentile(99.9) / 1000,
  max: recorded.maxValue / 1000,
  n: recorded.totalCount,
});

export interface Throughput {
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
  /** CPU time of the server for each event, µs. */
  readonly serverCpuUsPerEvent: number;
  readonly ms: Record<string, number>;
}

/** Keeps `inFlight` appends under way until `requests` were answered. */
export async function appends(
  client: RawClient,
  server: ServerProcess,
  options: { requests: number; inFlight: number; events: number; stream: (i: number) => string },
): Promise<Throughput> {
  const data = Buffer.alloc(DATA_BYTES, 'x');
  const latencies = histogram();
  let next = 0;
  const cpu = server.cpuMs;
  const started = performance.now();
  const worker = async (): Promise<void> => {
    while (next < options.requests) {
      const i = next++;
      const sent = performance.now();
      await client.append(options.stream(i), options.events, data);
      latencies.recordValue(Math.max(1, Math.round((performance.now() - sent) * 1000)));
    }
  };
  await Promise.all(Array.from({ length: options.inFlight }, worker));
  const seconds = (performance.now() - started) / 1000;
  const events = options.requests * options.events;
  return {
    eventsPerSecond: Math.round(events / seconds),
    requestsPerSecond: Math.round(options.requests / seconds),
    serverCpuUsPerEvent: round(((server.cpuMs - cpu) * 1000) / events),
    ms: percentiles(latencies),
  };
}

export const round = (value: number): number => Math.round(value * 100) / 100;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** The floor for durability: writes of `bytes` to a file with O_DSYNC, one after the other. */
export async function fsyncFloor(
  directory: string,
  bytes: number,
  writes: number,
): Promise<{ writesPerSecond: number; ms: Record<string, number> }> {
  const folder = mkdtempSync(join(directory, 'floor-'));
  const fd = openSync(
    join(folder, 'file'),
    constants.O_CREAT | constants.O_RDWR | constants.O_DSYNC,
  );
  const buffer = Buffer.alloc(bytes, 'x');
  const latencies = histogram();
  writeSync(fd, buffer);
  const started = performance.now();
  for (let i = 1; i <= writes; i++) {
    const sent = performance.now();
    await new Promise<void>((resolve, reject) => {
      write(fd, buffer, 0, bytes, i * bytes, (error) => (error ? reject(error) : resolve()));
    });
    latencies.recordValue(Math.max(1, Math.round((performance.now() - sent) * 1000)));
  }
  const seconds = (performance.now() - started) / 1000;
  closeSync(fd);
  rmSync(folder, { recursive: true });
  return { writesPerSecond: Math.round(writes / seconds), ms: percentiles(latencies) };
}
