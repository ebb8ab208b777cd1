import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startClickHouse } from '../src/index.ts';
import {
  ask,
  removeDirectory,
  send,
  serverForTest,
  startServer,
  temporaryDirectory,
  WRITER,
  eventually,
} from './support.ts';

// What is answered is on disk; what is not on disk was not answered.

const dataDirectory = (): string => {
  const directory = temporaryDirectory();
  onTestFinished(() => removeDirectory(directory));
  return directory;
};

test('rows that were acknowledged survive a kill in the middle of inserts', async () => {
  const directory = dataDirectory();
  const first = await startServer(directory);
  await ask(first, 'CREATE TABLE t (a UInt64, b String) ENGINE = MergeTree ORDER BY a');
  const acknowledged = new Set<number>();
  const attempted = new Set<number>();
  let batch = 0;
  const insertForEver = async (): Promise<void> => {
    for (;;) {
      const mine = batch++;
      attempted.add(mine);
      const rows = Array.from({ length: 1_000 }, (_, i) => `${mine}\t${i}`).join('\n');
      const response = await send(first, {
        sql: rows,
        params: { query: 'INSERT INTO t FORMAT TSV' },
      });
      await response.text();
      if (response.status !== 200) return;
      acknowledged.add(mine);
    }
  };
  const inserters = Array.from({ length: 4 }, () => insertForEver().catch(() => undefined));
  await eventually(() => acknowledged.size).toBeGreaterThan(40);
  process.kill(first.pid, 'SIGKILL');
  expect(await first.exited).toEqual({ expected: false, reason: 'SIGKILL' });
  await Promise.all(inserters);

  const second = await startServer(directory);
  onTestFinished(() => second.stop(0));
  const rows = await ask(second, 'SELECT a, count() FROM t GROUP BY a FORMAT TSV');
  const found = new Map(
    rows
      .trim()
      .split('\n')
      .map((line) => line.split('\t').map(Number) as [number, number]),
  );
  for (const each of acknowledged) expect(found.get(each)).toBe(1_000);
  // A batch that was under way is there as a whole or not at all: it was one part.
  for (const [each, count] of found) {
    expect(attempted).toContain(each);
    expect(count).toBe(1_000);
  }
});

test('the server ends at once when the process that started it is killed', async () => {
  const directory = dataDirectory();
  const options = { host: '127.0.0.1', port: 0, dataDirectory: directory, users: [WRITER] };
  const starter = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { startClickHouse } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
     const server = await startClickHouse(${JSON.stringify(options)});
     console.log(server.url);`,
  ]);
  const [url] = (await once(starter.stdout, 'data')) as [Buffer];
  const ping = `${url.toString().trim()}/ping`;
  expect((await fetch(ping)).status).toBe(200);
  starter.kill('SIGKILL');
  // Its directory is free again, and its port is closed.
  const next = await startServer(directory);
  await next.stop(0);
  await expect(fetch(ping)).rejects.toThrow();
});

describe('one data directory', () => {
  test('has one server at a time', async () => {
    const directory = dataDirectory();
    const first = await startServer(directory);
    await expect(startServer(directory)).rejects.toMatchObject({
      name: 'ClickHouseStartError',
      code: 'DATA_DIRECTORY_IN_USE',
    });
    await first.stop(0);
    const second = await startServer(directory);
    expect(await ask(second, 'SELECT 1')).toBe('1\n');
    await second.stop(0);
  });

  test('keeps its tables across restarts, and nothing of what ran', async () => {
    const directory = dataDirectory();
    const first = await startServer(directory);
    await ask(first, 'CREATE DATABASE d');
    await ask(first, 'CREATE TABLE d.t (a UInt64) ENGINE = MergeTree ORDER BY a');
    await ask(
      first,
      'CREATE MATERIALIZED VIEW d.m ENGINE = SummingMergeTree ORDER BY k AS SELECT 1 AS k, a FROM d.t',
    );
    await ask(first, 'INSERT INTO d.t SELECT number FROM numbers(100)');
    await first.stop();
    const second = await startServer(directory);
    onTestFinished(() => second.stop(0));
    expect(await ask(second, 'SELECT count(), sum(a) FROM d.t')).toBe('100\t4950\n');
    expect(await ask(second, 'SELECT sum(a) FROM d.m')).toBe('4950\n');
    expect(await ask(second, 'SHOW TABLES')).toBe('');
  });
});

describe('stopping', () => {
  test('lets statements end, and takes no new ones', async () => {
    const server = await serverForTest();
    const slow = ask(server, 'SELECT sleep(0.7)');
    await eventually(async () => (await server.stats()).running).toBe(1);
    const stopped = server.stop(5_000);
    await expect(ask(server, 'SELECT 1')).rejects.toThrow();
    expect(await slow).toBe('0\n');
    await stopped;
    expect(await server.exited).toEqual({ expected: true, reason: 'status 0' });
  });

  test('ends those that take longer than the drain time', async () => {
    const server = await serverForTest();
    const slow = ask(server, 'SELECT sum(sipHash64(number)) FROM numbers(1000000000000)');
    await eventually(async () => (await server.stats()).running).toBe(1);
    await server.stop(100);
    expect(await slow).toMatch(/^Code: 236\. .*shutting down/);
    expect(await server.exited).toEqual({ expected: true, reason: 'status 0' });
  });
});

describe('bad options are refused before anything starts', () => {
  const good = { host: '127.0.0.1', port: 0, dataDirectory: '/nowhere', users: [WRITER] };

  test.for([
    [{ host: '0.0.0.0' }, /loopback/],
    [{ host: 'example.org' }, /loopback/],
    [{ users: [] }, /no users/],
    [{ users: [{ ...WRITER, password: '' }] }, /password/],
    [{ users: [{ ...WRITER, name: 'a<b' }] }, /names/],
    [{ users: [WRITER, WRITER] }, /each once/],
    [{ limits: { readSlots: 0 } }, /readSlots/],
  ] as const)('%o', async ([bad, message]) => {
    await expect(startClickHouse({ ...good, ...bad })).rejects.toThrow(message);
  });

  test('a port that is taken', async () => {
    const server = await serverForTest();
    const directory = dataDirectory();
    await expect(startServer(directory, { port: server.port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });
});
