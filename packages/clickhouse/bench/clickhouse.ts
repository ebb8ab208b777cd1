import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';
import { createChdbConnection } from 'chdb/connection';
import { build } from 'hdr-histogram-js';
import { startClickHouse } from '../src/index.ts';

// The same client does the same work over HTTP and, as the floor, on the engine inside this process. Prints JSON.

const ROWS = 200_000;
const BATCH = 10_000;
const BIG_ROWS = 1_000_000;
const QUERIES_PER_SECOND = 50;
const QUERY_SECONDS = 6;
const ROUNDS = 3;

const row = (id: number) => ({
  id,
  symbol: `S${id % 500}`,
  price: id / 100,
  at: 1_700_000_000 + id,
});

const median = (values: readonly number[]): number =>
  [...values].toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

const perSecond = (count: number, startedAt: number): number =>
  Math.round(count / ((performance.now() - startedAt) / 1_000));

async function recreate(client: ClickHouseClient): Promise<void> {
  await client.command({
    query: `CREATE OR REPLACE TABLE ticks (id UInt64, symbol LowCardinality(String), price Float64, at DateTime)
            ENGINE = MergeTree ORDER BY id`,
  });
}

/** Rows per second, in batches one after the other, each from objects. */
async function insertBatches(client: ClickHouseClient): Promise<number> {
  await recreate(client);
  const startedAt = performance.now();
  for (let from = 0; from < ROWS; from += BATCH) {
    const values = Array.from({ length: BATCH }, (_, i) => row(from + i));
    await client.insert({ table: 'ticks', values, format: 'JSONEachRow' });
  }
  return perSecond(ROWS, startedAt);
}

/** Rows per second of one INSERT whose rows are bytes already. */
async function insertBytes(client: ClickHouseClient): Promise<number> {
  await recreate(client);
  const lines: string[] = [];
  for (let id = 0; id < BIG_ROWS; id += 1)
    lines.push(`${id}\tS${id % 500}\t${id / 100}\t${1_700_000_000 + id}`);
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, i) =>
    bytes.subarray(i * 65_536, (i + 1) * 65_536),
  );
  const startedAt = performance.now();
  await client.insert({
    table: 'ticks',
    values: Readable.from(chunks, { objectMode: false }),
    format: 'TabSeparated',
  });
  return perSecond(BIG_ROWS, startedAt);
}

/** Megabytes per second of a result as text. */
async function readAll(client: ClickHouseClient): Promise<number> {
  const startedAt = performance.now();
  const { stream } = await client.exec({
    query: 'SELECT id, symbol, price, at FROM ticks FORMAT TabSeparated',
  });
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Buffer).length;
  return Math.round(bytes / 1e6 / ((performance.now() - startedAt) / 1_000));
}

/** Milliseconds from when a query was due, whether or not it could be sent then. */
async function selectLatency(client: ClickHouseClient): Promise<object> {
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  const start = performance.now();
  const pending: Promise<void>[] = [];
  for (let n = 0; n < QUERIES_PER_SECOND * QUERY_SECONDS; n += 1) {
    const due = start + (n * 1_000) / QUERIES_PER_SECOND;
    await delay(Math.max(0, due - performance.now()));
    const query = `SELECT * FROM ticks WHERE id = ${(n * 7_919) % BIG_ROWS}`;
    pending.push(
      client
        .query({ query, format: 'JSONEachRow' })
        .then((result) => result.json())
        .then(() => histogram.recordValue(Math.round((performance.now() - due) * 1_000))),
    );
  }
  await Promise.all(pending);
  const ms = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1_000;
  return { p50: ms(50), p90: ms(90), p99: ms(99), max: histogram.maxValue / 1_000 };
}

async function measure(client: ClickHouseClient, busy?: ClickHouseClient): Promise<object> {
  const [objects, bytes, megabytes]: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    objects?.push(await insertBatches(client));
    bytes?.push(await insertBytes(client));
    megabytes?.push(await readAll(client));
  }
  const idle = await selectLatency(client);
  const stop = new AbortController();
  const slow = busy?.query({
    query: 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000) SETTINGS max_threads = 1',
    abort_signal: stop.signal,
  });
  const besideSlow = busy === undefined ? undefined : await selectLatency(client);
  stop.abort();
  await slow?.catch(() => undefined);
  return {
    insertObjectsRowsPerSecond: median(objects ?? []),
    insertBytesRowsPerSecond: median(bytes ?? []),
    readMegabytesPerSecond: median(megabytes ?? []),
    selectMs: idle,
    ...(besideSlow === undefined ? {} : { selectMsBesideASlowQuery: besideSlow }),
  };
}

const directory = mkdtempSync(join(tmpdir(), 'bench-clickhouse-'));
const loadBefore = loadavg();
const server = await startClickHouse({
  host: '127.0.0.1',
  port: 0,
  dataDirectory: join(directory, 'server'),
  users: [{ name: 'bench', password: 'bench-secret', readonly: false }],
});
const credentials = { url: server.url, username: 'bench', password: 'bench-secret' };
const overHttp = createClient({ ...credentials, max_open_connections: 20 });
const other = createClient({
  ...credentials,
  request_timeout: 120_000,
  // Its one query is ended by an abort, which it would report.
  log: { level: ClickHouseLogLevel.OFF },
});
const http = await measure(overHttp, other);
const { residentBytes } = await server.stats();
await Promise.all([overHttp.close(), other.close()]);
await server.stop(0);

// Typed against another version of the client's types; the same in all that is used.
const connection: unknown = createChdbConnection({ path: join(directory, 'inside') });
const inside = createClient({ connection } as Parameters<typeof createClient>[0]);
const inProcess = await measure(inside);
await inside.close();
rmSync(directory, { recursive: true, force: true });

console.log(
  JSON.stringify(
    {
      machine: { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length },
      load: { before: loadBefore, after: loadavg() },
      serverMegabytes: Math.round(residentBytes / 1e6),
      http,
      inProcess,
    },
    undefined,
    2,
  ),
);
