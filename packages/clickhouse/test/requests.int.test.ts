import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunningClickHouse } from '../src/index.ts';
import { ask, removeDirectory, send, startServer, temporaryDirectory, WRITER } from './support.ts';

// What requests may be, how they may come, and how their clients may leave.

let server: RunningClickHouse;
let directory: string;

beforeAll(async () => {
  directory = temporaryDirectory();
  const limits = { maxArrivalMs: 300, maxHeldTextBytes: 400_000 };
  server = await startServer(directory, { limits });
  await ask(server, 'CREATE TABLE t (a UInt32) ENGINE = MergeTree ORDER BY a');
});

afterAll(async () => {
  await server.stop(0);
  removeDirectory(directory);
});

/** A body whose pieces come 50 ms apart; the status and text that are answered. */
async function trickled(
  to: RunningClickHouse,
  first: string,
  piece: string,
  count: number,
): Promise<[status: number, text: string]> {
  const { hostname, port } = new URL(to.url);
  const request = httpRequest({
    hostname,
    port,
    method: 'POST',
    headers: { 'X-ClickHouse-User': WRITER.name, 'X-ClickHouse-Key': WRITER.password },
  });
  request.on('error', () => {});
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  request.write(first);
  for (let sent = 0; sent < count && !request.destroyed; sent++) {
    request.write(piece);
    await delay(50);
  }
  request.end();
  const [response] = await answered;
  return [response.statusCode ?? 0, await text(response)];
}

test.for(['format', 'values', 'select', 'settings', 'with', 'engine', 'disk'])(
  'a table called %s takes rows and gives them back',
  async (name) => {
    const table = `default.${name}`;
    await ask(server, `CREATE TABLE ${table} (a UInt32) ENGINE = MergeTree ORDER BY a`);
    await ask(server, `insert into ${table} values (1)`);
    await ask(server, `insert into ${table} (a) format CSV\n2\n3`);
    const sent = await send(server, {
      params: { query: `insert into ${table} format JSONEachRow` },
      sql: '{"a":4}\n',
    });
    expect(sent.status).toBe(200);
    await ask(server, `insert into ${table} select 5`);
    expect(await ask(server, `SELECT sum(a), count() FROM ${table}`)).toBe('15\t5\n');
    expect(await ask(server, `SELECT a FROM ${table} WHERE a = 4 FORMAT CSV`)).toBe('4\n');
    await ask(server, `DROP TABLE ${table}`);
  },
);

test('a statement may take so long to arrive, and all together hold so many bytes; rows may take their time', async () => {
  const answers = await Promise.all(
    ['SELECT ', 'INSERT INTO t FORMAT CSV\n'].map((sql) => trickled(server, sql, '1\n', 12)),
  );
  expect(answers).toEqual([
    [expect.any(Number), expect.stringMatching(/^Code: 209\..*not arrived after 300 ms/)],
    [200, ''],
  ]);
  expect(await ask(server, 'SELECT count() FROM t')).toBe('12\n');
  const long = `SELECT length('${'x'.repeat(250_000)}'), sleep(0.5)`;
  const held = await Promise.all([ask(server, long), ask(server, long)]);
  expect(held.map((text) => text.slice(0, 9)).toSorted()).toEqual(['250000\t0\n', 'Code: 202']);
  expect(await ask(server, long)).toBe('250000\t0\n');
});

test('clients that go away in the middle of a statement, its rows or its result end nothing but that', async () => {
  const { hostname, port } = new URL(server.url);
  const login = `Host: ch\r\nX-ClickHouse-User: ${WRITER.name}\r\nX-ClickHouse-Key: ${WRITER.password}`;
  const begun = [
    'POST / HTTP/1.1\r\n',
    `POST / HTTP/1.1\r\n${login}\r\nContent-Length: 1000\r\n\r\nSELECT`,
    `POST /?query=INSERT+INTO+t+FORMAT+CSV HTTP/1.1\r\n${login}\r\nContent-Length: 1000\r\n\r\n1,`,
    `GET /?query=SELECT+number+FROM+numbers(100000000) HTTP/1.1\r\n${login}\r\n\r\n`,
    `POST /?query=SELECT+1 HTTP/1.1\r\n${login}\r\nTransfer-Encoding: chunked\r\n\r\nnonsense`,
  ];
  for (const waitMs of [0, 5, 40]) {
    const sockets = begun.map((bytes) => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      socket.write(bytes);
      return socket;
    });
    await delay(waitMs);
    for (const socket of sockets) socket.resetAndDestroy();
  }
  expect(await ask(server, 'SELECT 1')).toBe('1\n');
  expect((await fetch(`${server.url}/ping`)).status).toBe(200);
});
