import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { open } from 'lmdb';
import type { ProposedEvent } from '../src/event/event.ts';
import { ANY } from '../src/store/expected-revision.ts';
import { EventStore } from '../src/store/event-store.ts';

// What the storage decision rests on: the same events, as durable, through the candidates. Usage: node bench/storage-candidates.ts
const EVENTS = 200_000;
const GROUP = 64;
const STREAMS = 1000;
const DATA = Buffer.alloc(400, 'x');
const streamOf = (i: number): string => `order-${(i * 7919) % STREAMS}`;

interface Candidate {
  /** Stores a group of events durably. */
  append(from: number, to: number): Promise<void>;
  readAll(): number;
  readStreams(): number;
  close(): Promise<void>;
}

const directory = mkdtempSync(join(process.env['BENCH_DIRECTORY'] ?? tmpdir(), 'candidates-'));

async function ownLog(path: string): Promise<Candidate> {
  const store = await EventStore.open({
    directory: path,
    now: Date.now,
    segmentBytes: 64 * 2 ** 20,
    report: () => {},
  });
  const event = (): ProposedEvent => ({
    id: randomBytes(16),
    type: 'placed',
    json: true,
    metadata: Buffer.alloc(0),
    data: DATA,
  });
  return {
    async append(from, to) {
      const writes: Promise<unknown>[] = [];
      for (let i = from; i < to; i++) writes.push(store.write(streamOf(i), ANY, [event()]));
      await Promise.all(writes);
    },
    readAll() {
      const reading = store.allForward(0);
      let count = 0;
      for (let more = true; more;) {
        const slice = reading.next(1000);
        count += slice.events.length;
        ({ more } = slice);
      }
      return count;
    },
    readStreams() {
      let count = 0;
      for (let n = 0; n < STREAMS; n++)
        count += store.readForward(store.recordReader(), store.stream(`order-${n}`), 0, 1000).events
          .length;
      return count;
    },
    close: () => store.close(),
  };
}

async function sqlite(path: string): Promise<Candidate> {
  const database = new DatabaseSync(join(path, 'events.sqlite'));
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT, revision INTEGER, id BLOB, type TEXT, data BLOB);
    CREATE UNIQUE INDEX by_stream ON events (stream, revision);`);
  const insert = database.prepare(
    'INSERT INTO events (stream, revision, id, type, data) VALUES (?, ?, ?, ?, ?)',
  );
  const all = database.prepare('SELECT * FROM events ORDER BY position');
  const one = database.prepare('SELECT * FROM events WHERE stream = ? ORDER BY revision');
  const last = new Map<string, number>();
  return {
    append(from, to) {
      database.exec('BEGIN');
      for (let i = from; i < to; i++) {
        const stream = streamOf(i);
        const revision = (last.get(stream) ?? -1) + 1;
        last.set(stream, revision);
        insert.run(stream, revision, randomBytes(16), 'placed', DATA);
      }
      database.exec('COMMIT');
      return Promise.resolve();
    },
    readAll: () => [...all.iterate()].length,
    readStreams: () =>
      Array.from({ length: STREAMS }, (_, n) => one.all(`order-${n}`).length).reduce(
        (a, b) => a + b,
        0,
      ),
    close: () => Promise.resolve(database.close()),
  };
}

async function lmdb(path: string): Promise<Candidate> {
  const events = open<Buffer, number>({ path: join(path, 'events'), encoding: 'binary' });
  const byStream = open<number, [string, number]>({ path: join(path, 'index') });
  const last = new Map<string, number>();
  return {
    async append(from, to) {
      const writes: Promise<unknown>[] = [];
      for (let i = from; i < to; i++) {
        const stream = streamOf(i);
        const revision = (last.get(stream) ?? -1) + 1;
        last.set(stream, revision);
        const record = Buffer.concat([randomBytes(16), Buffer.from(`${stream}\0placed\0`), DATA]);
        writes.push(events.put(i, record), byStream.put([stream, revision], i));
      }
      await Promise.all(writes);
      await events.flushed;
    },
    readAll: () => [...events.getRange()].length,
    readStreams: () =>
      Array.from({ length: STREAMS }, (_, n) => {
        const range = byStream.getRange({
          start: [`order-${n}`, 0],
          end: [`order-${n}`, Infinity],
        });
        return [...range].filter(({ value }) => events.get(value) !== undefined).length;
      }).reduce((a, b) => a + b, 0),
    async close() {
      await events.close();
      await byStream.close();
    },
  };
}

function bytesUnder(path: string): number {
  let bytes = 0;
  for (const name of readdirSync(path, { recursive: true, encoding: 'utf8' }))
    bytes += statSync(join(path, name)).size;
  return bytes;
}

async function measure(name: string, start: (path: string) => Promise<Candidate>): Promise<object> {
  const path = mkdtempSync(join(directory, `${name}-`));
  const candidate = await start(path);
  const cpu = process.cpuUsage();
  const started = performance.now();
  for (let i = 0; i < EVENTS; i += GROUP) await candidate.append(i, Math.min(EVENTS, i + GROUP));
  const appendSeconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  const timed = (read: () => number): number => {
    const from = performance.now();
    const count = read();
    return Math.round(count / ((performance.now() - from) / 1000));
  };
  const result = {
    appendsPerSecond: Math.round(EVENTS / appendSeconds),
    cpuUsPerAppend: Math.round((used.user + used.system) / EVENTS),
    readAllPerSecond: timed(() => candidate.readAll()),
    readStreamsPerSecond: timed(() => candidate.readStreams()),
    bytesPerEvent: Math.round(bytesUnder(path) / EVENTS),
  };
  await candidate.close();
  return result;
}

try {
  const before = loadavg();
  const report = {
    what: `${EVENTS} events of ${DATA.length} bytes in ${STREAMS} streams, durable in groups of ${GROUP}`,
    ownLogAndIndex: await measure('own', ownLog),
    sqlite: await measure('sqlite', sqlite),
    lmdb: await measure('lmdb', lmdb),
    load: { before, after: loadavg() },
  };
  process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}
