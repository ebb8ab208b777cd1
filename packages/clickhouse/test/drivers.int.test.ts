import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cityHash128 } from '../src/http/city-hash.ts';
import type { RunningClickHouse } from '../src/index.ts';
import { ask, READER, removeDirectory, send, startServer, temporaryDirectory } from './support.ts';

// What DBeaver (ClickHouse JDBC) and Grafana send when they connect and list what there is, as raw requests.

let server: RunningClickHouse;
let directory: string;

beforeAll(async () => {
  directory = temporaryDirectory();
  server = await startServer(directory);
  await ask(
    server,
    'CREATE TABLE trades (id UInt64, symbol String) ENGINE = MergeTree ORDER BY id',
  );
  await ask(server, 'INSERT INTO trades SELECT number, toString(number) FROM numbers(100000)');
});

afterAll(async () => {
  await server.stop(0);
  removeDirectory(directory);
});

describe('JDBC', () => {
  const jdbc = { 'X-ClickHouse-Format': 'RowBinaryWithNamesAndTypes' };

  test('learns user, time zone and version', async () => {
    const response = await send(server, {
      sql: 'SELECT currentUser() AS user, timezone() AS timezone, version() AS version LIMIT 1',
      headers: jdbc,
    });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('x-clickhouse-format')).toBe('RowBinaryWithNamesAndTypes');
    expect(rowsOf(bytes)).toEqual([['default', 'UTC', expect.stringMatching(/^\d+\.\d+\./)]]);
  });

  test('takes its results in blocks of LZ4 with checksums', async () => {
    const sql = 'SELECT id, symbol FROM trades ORDER BY id FORMAT TSV';
    const response = await send(server, { sql, params: { compress: '1' } });
    const plain = await ask(server, sql);
    expect(decompress(Buffer.from(await response.arrayBuffer())).toString()).toBe(plain);
  });

  test.for([
    "SELECT name, value FROM system.settings WHERE name IN ('max_threads', 'readonly')",
    'SELECT name AS TABLE_SCHEM, NULL AS TABLE_CATALOG FROM system.databases ORDER BY name',
    "SELECT t.database, t.name, t.engine, t.comment FROM system.tables AS t WHERE t.database NOT IN ('system') AND t.is_temporary = 0",
    "SELECT database, table, name, type, position, default_expression, comment, is_in_primary_key FROM system.columns WHERE database = 'default' AND table = 'trades'",
    'SELECT name, is_aggregate FROM system.functions LIMIT 10',
    'SELECT * FROM system.table_engines LIMIT 5',
    'SELECT name, alias_to FROM system.data_type_families LIMIT 5',
    'SELECT DISTINCT partition FROM system.parts WHERE active LIMIT 5',
    "SELECT * FROM system.data_skipping_indices WHERE database = 'default'",
    'SELECT name, value FROM system.build_options LIMIT 3',
    'SHOW DATABASES',
    'SHOW TABLES FROM default',
    'SHOW CREATE TABLE trades',
    'SHOW GRANTS',
    'SHOW PROCESSLIST',
    'DESCRIBE TABLE trades',
    'EXISTS TABLE trades',
    'EXPLAIN SELECT * FROM trades',
    'SELECT * FROM trades LIMIT 200 SETTINGS max_result_rows = 200',
    'SELECT * FROM INFORMATION_SCHEMA.TABLES LIMIT 1',
  ])('may ask %s, read-only as well', async (sql) => {
    const response = await send(server, { sql, headers: jdbc, as: READER });
    expect([response.status, (await response.arrayBuffer()).byteLength > 0]).toEqual([200, true]);
  });
});

describe('Grafana', () => {
  const grafana = { default_format: 'Native' };

  test.for([
    'SELECT 1',
    'SELECT displayName(), version(), revision(), timezone()',
    "SELECT name FROM system.databases WHERE name NOT IN ('system')",
    "SELECT name FROM system.tables WHERE database = 'default'",
    'SELECT toStartOfMinute(toDateTime(id)) AS time, count() AS value FROM trades GROUP BY time ORDER BY time LIMIT 10',
  ])('may ask %s in Native, compressed', async (sql) => {
    const response = await send(server, {
      sql,
      params: grafana,
      as: READER,
      headers: { 'Accept-Encoding': 'gzip' },
    });
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('x-clickhouse-format')).toBe('Native');
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(4);
  });

  test('is told who it talks to', async () => {
    const answer = await ask(
      server,
      'SELECT displayName(), version(), revision(), timezone() FORMAT TSV',
      { as: READER },
    );
    expect(answer).toMatch(/^\S+\t\d+\.\d+\.\d+\.\d+\t54\d{3}\tUTC\n$/);
  });
});

describe('clickhouse-go, which reads Native of its own revision', () => {
  const REVISION = 54_460;
  const native = async (sql: string, revision = 0): Promise<Buffer> => {
    const params = { default_format: 'Native', client_protocol_version: String(revision) };
    return Buffer.from(await (await send(server, { sql, params })).arrayBuffer());
  };

  test('finds block information and a flag per column around the same bytes', async () => {
    const sql = "SELECT 'x' AS name, toUInt32(54512) AS revision";
    const text = (value: string): number[] => [value.length, ...Buffer.from(value)];
    expect([...(await native(sql, REVISION))]).toEqual(
      [
        [1, 0, 2, 0xff, 0xff, 0xff, 0xff, 0],
        [2, 1],
        [text('name'), text('String'), 0, text('x')].flat(),
        [text('revision'), text('UInt32'), 0, 0xf0, 0xd4, 0, 0].flat(),
      ].flat(),
    );
  });

  test.for([
    'toUInt8(number)',
    'toString(number * 1000003)',
    "repeat('x', number % 300)",
    'toDecimal64(number, 4)',
    'CAST(number AS Decimal(38, 5))',
    "toDateTime64('2024-01-01 00:00:00', 3, 'UTC')",
    'generateUUIDv4()',
    "toFixedString('abc', 5)",
    'if(number % 3 = 0, NULL, number)',
    'arrayMap(x -> toString(x), range(number % 5))',
    "map('k', number, 'l', number + 1)",
    "tuple(number, 'a', [number])",
    "CAST((1, 'x') AS Tuple(a UInt8, `b c` String))",
    'toLowCardinality(toString(number % 7))',
    "CAST(if(number % 2 = 0, NULL, 'v'), 'LowCardinality(Nullable(String))')",
    "[toLowCardinality('a'), toLowCardinality(toString(number))]",
    "CAST('a' AS Enum8('a' = 1, 'it\\'s, (b)' = 2))",
    "toIPv6('::1')",
    'CAST((1.5, 2.5) AS Point)',
    'NULL',
    '[]',
    'toIntervalDay(1)',
    'true',
  ])('finds the column %s where it is', async (expression) => {
    // Several blocks of several rows, and a column after it that would be out of place.
    const sql = `SELECT ${expression} AS a, 'end' AS z FROM numbers(2000) SETTINGS max_block_size = 700, max_threads = 1`;
    const [plain, revised] = [await native(sql), await native(sql, REVISION)];
    const marks = revised.toString('latin1').split('\x01\0\x02\xff\xff\xff\xff\0\x02').length - 1;
    expect(marks).toBeGreaterThan(0);
    expect(revised.length - plain.length).toBe(marks * (8 + 2));
  });

  test('is told where a type has no length of its own', async () => {
    const sql = 'SELECT sumState(number) FROM numbers(3)';
    expect((await native(sql, REVISION)).toString()).toMatch(/^Code: 48\..*AggregateFunction/);
  });
});

test('the checksum is the one that the engine writes into its own files', () => {
  const store = join(directory, 'store');
  const files = readdirSync(store, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\/data\.bin$|\/(?:id|symbol)\.bin$/.test(name),
  );
  expect(files.length).toBeGreaterThan(0);
  let blocks = 0;
  for (const file of files) {
    const data = readFileSync(join(store, file));
    for (let at = 0; at < data.length; blocks += 1) {
      const size = data.readUInt32LE(at + 17);
      const body = data.subarray(at + 16, at + 16 + size);
      expect(cityHash128(body)).toEqual(data.subarray(at, at + 16));
      at += 16 + size;
    }
  }
  expect(blocks).toBeGreaterThan(0);
});

/** Rows of Strings in RowBinaryWithNamesAndTypes. */
function rowsOf(bytes: Buffer): string[][] {
  let at = 0;
  const text = (): string => {
    const length = bytes.readUInt8(at);
    at += 1 + length;
    return bytes.toString('utf8', at - length, at);
  };
  const columns = bytes.readUInt8(at++);
  for (let i = 0; i < columns * 2; i += 1) text();
  const rows: string[][] = [];
  while (at < bytes.length) rows.push(Array.from({ length: columns }, text));
  return rows;
}

/** ClickHouse's compressed blocks, by their definition: checksum, method, sizes, LZ4. */
function decompress(stream: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < stream.length;) {
    const size = stream.readUInt32LE(at + 17);
    const body = stream.subarray(at + 16, at + 16 + size);
    expect(cityHash128(body)).toEqual(stream.subarray(at, at + 16));
    expect(body[0]).toBe(0x82);
    const data = lz4(body.subarray(9));
    expect(data.length).toBe(body.readUInt32LE(5));
    parts.push(data);
    at += 16 + size;
  }
  return Buffer.concat(parts);
}

/** An LZ4 block: literals and matches, each length in a nibble and further bytes. */
function lz4(block: Buffer): Buffer {
  const out: number[] = [];
  let at = 0;
  const length = (nibble: number): number => {
    let total = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; total += more) more = block[at++] ?? 0;
    return total;
  };
  while (at < block.length) {
    const token = block[at++] ?? 0;
    const literals = length(token >> 4);
    out.push(...block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) break;
    const offset = block.readUInt16LE(at);
    at += 2;
    const match = length(token & 15) + 4;
    for (let i = 0; i < match; i += 1) out.push(out[out.length - offset] ?? 0);
  }
  return Buffer.from(out);
}
