import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { RunningClickHouse } from '../src/index.ts';
import { ask, errorOf, READER, send, serverForTest, WRITER, eventually } from './support.ts';

// Many statements at once: none waits for another, none takes what is not its own, and too many are told so.

const FOREVER =
  'SELECT sum(sipHash64(number)) FROM numbers(1000000000000) SETTINGS max_threads = 1';
const users = [WRITER, { ...READER, limits: {} }];

const running = async (server: RunningClickHouse): Promise<number> =>
  (await server.stats()).running;

test('slow statements delay no others, not even when they outnumber the cores', async () => {
  const server = await serverForTest({ users });
  const stop = new AbortController();
  const slow = Array.from({ length: 4 }, () =>
    ask(server, FOREVER, { signal: stop.signal }).catch(() => 'aborted'),
  );
  await eventually(() => running(server)).toBe(4);
  const others = await Promise.all([
    ask(server, 'SELECT 1'),
    ask(server, 'SELECT 2', { as: READER }),
    ask(server, 'CREATE TABLE t (a Int8) ENGINE = MergeTree ORDER BY a'),
  ]);
  expect(others).toEqual(['1\n', '2\n', '']);
  expect(await running(server)).toBe(4);
  stop.abort();
  expect(await Promise.all(slow)).toEqual(['aborted', 'aborted', 'aborted', 'aborted']);
  await eventually(() => running(server)).toBe(0);
});

test('readers cannot take the slots of writers', async () => {
  const server = await serverForTest({ users, limits: { readSlots: 1, writeSlots: 1 } });
  const stop = new AbortController();
  const slow = ask(server, FOREVER, { as: READER, signal: stop.signal }).catch(() => 'aborted');
  await eventually(() => running(server)).toBe(1);
  const waiting = ask(server, 'SELECT 2', { as: READER });
  expect(await ask(server, 'SELECT 1')).toBe('1\n');
  stop.abort();
  expect(await waiting).toBe('2\n');
  await slow;
});

test('what finds no slot waits its turn, and is refused beyond the queue’s length and time', async () => {
  const server = await serverForTest({
    users,
    limits: { writeSlots: 1, maxQueuedQueries: 1, maxQueueMs: 300 },
  });
  const stop = new AbortController();
  const slow = ask(server, FOREVER, { signal: stop.signal }).catch(() => 'aborted');
  await eventually(() => running(server)).toBe(1);
  const waiting = ask(server, 'SELECT 1');
  await eventually(async () => (await server.stats()).waiting).toBe(1);
  const refused = await send(server, { sql: 'SELECT 1' });
  expect([refused.status, await refused.text()]).toEqual([
    500,
    expect.stringMatching(/^Code: 202\. .*\(TOO_MANY_SIMULTANEOUS_QUERIES\)/),
  ]);
  expect(await waiting).toMatch(/^Code: 202\. .*No slot within 300 ms/);
  stop.abort();
  await slow;
});

test('a user has as many statements at once as its limit says', async () => {
  const one = { ...WRITER, limits: { maxConcurrentQueries: 1 } };
  const server = await serverForTest({ users: [one] });
  const slow = ask(server, 'SELECT sleep(0.5)');
  await eventually(() => running(server)).toBe(1);
  expect(await errorOf(server, 'SELECT 1')).toBe(202);
  expect(await slow).toBe('0\n');
  expect(await ask(server, 'SELECT 1')).toBe('1\n');
});

test('parameters and settings of statements at the same time stay apart', async () => {
  const server = await serverForTest();
  const answers = await Promise.all(
    Array.from({ length: 90 }, (_, i) =>
      ask(server, "SELECT {n:UInt32}, getSetting('max_block_size')", {
        params: { param_n: String(i), max_block_size: String(1_000 + i) },
      }),
    ),
  );
  expect(answers).toEqual(answers.map((_, i) => `${i}\t${1_000 + i}\n`));
});

describe('KILL QUERY', () => {
  test('ends a statement of one’s own, and tells so', async () => {
    const server = await serverForTest({ users });
    const slow = ask(server, FOREVER, { params: { query_id: 'slow-1' } });
    await eventually(() => running(server)).toBe(1);
    const sql = "KILL QUERY WHERE query_id = 'slow-1' ASYNC";
    expect(await ask(server, sql, { as: READER })).toBe('');
    expect(await running(server)).toBe(1);
    expect(await ask(server, sql)).toBe('waiting\tslow-1\twriter\t\n');
    expect(await slow).toMatch(/^Code: 394\. .*\(QUERY_WAS_CANCELLED\)/);
    expect(await ask(server, sql)).toBe('');
  });
});

describe('a client that goes away', () => {
  test('ends its SELECT', async () => {
    const server = await serverForTest();
    const stop = new AbortController();
    const slow = ask(server, FOREVER, { signal: stop.signal }).catch(() => 'aborted');
    await eventually(() => running(server)).toBe(1);
    stop.abort();
    await slow;
    await eventually(() => running(server)).toBe(0);
  });

  test('ends its result half read', async () => {
    const server = await serverForTest();
    const stop = new AbortController();
    const response = await send(server, {
      sql: 'SELECT number FROM numbers(10000000000)',
      signal: stop.signal,
    });
    await response.body?.getReader().read();
    stop.abort();
    await eventually(() => running(server)).toBe(0);
  });

  test('ends its INSERT without a row of it', async () => {
    const server = await serverForTest();
    await ask(server, 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a');
    const socket = connect(server.port, server.host);
    const query = encodeURIComponent('INSERT INTO t FORMAT TSV');
    socket.write(
      `POST /?query=${query} HTTP/1.1\r\nHost: x\r\nX-ClickHouse-User: ${WRITER.name}\r\n` +
        `X-ClickHouse-Key: ${WRITER.password}\r\nContent-Length: 10000000\r\n\r\n`,
    );
    socket.write('1\n'.repeat(300_000));
    await eventually(() => running(server)).toBe(1);
    socket.destroy();
    await eventually(() => running(server)).toBe(0);
    expect(await ask(server, 'SELECT count() FROM t')).toBe('0\n');
  });

  test('leaves nothing behind when it only falls silent', async () => {
    const server = await serverForTest({ limits: { maxIdleMs: 300 } });
    await ask(server, 'CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a');
    const silent = connect(server.port, server.host);
    silent.on('error', () => undefined);
    silent.write(
      `POST / HTTP/1.1\r\nHost: x\r\nX-ClickHouse-User: ${WRITER.name}\r\n` +
        `X-ClickHouse-Key: ${WRITER.password}\r\nContent-Length: 1000\r\n\r\nSELECT`,
    );
    await new Promise((resolve) => silent.once('close', resolve));
    const idle = await send(server, { sql: 'SELECT number FROM numbers(10000000000)' });
    await idle.body?.getReader().read();
    // Reads no more: the engine has to wait, the server does not.
    await eventually(() => running(server)).toBe(0);
  });
});

test('a large result waits for its reader and takes no memory meanwhile', async () => {
  const server = await serverForTest();
  await ask(server, 'SELECT number, toString(number) FROM numbers(100000)');
  const before = (await server.stats()).residentBytes;
  const response = await send(server, { sql: 'SELECT number FROM numbers(30000000) FORMAT TSV' });
  await delay(500);
  // 258 MB are to come; what the client has not taken yet stays unmade.
  expect((await server.stats()).residentBytes - before).toBeLessThan(100_000_000);
  expect((await response.arrayBuffer()).byteLength).toBe(258_888_890);
});

test('a statement that outlasts its user’s time is ended', async () => {
  const brief = { ...WRITER, limits: { maxExecutionSeconds: 1 } };
  const server = await serverForTest({ users: [brief] });
  expect(await errorOf(server, FOREVER)).toBe(159);
});
