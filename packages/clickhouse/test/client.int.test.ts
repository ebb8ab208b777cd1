import { Readable } from 'node:stream';
import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
} from '@clickhouse/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunningClickHouse } from '../src/index.ts';
import { removeDirectory, startServer, temporaryDirectory, WRITER, eventually } from './support.ts';

// The unchanged client of the platform.

let server: RunningClickHouse;
let directory: string;
let client: ClickHouseClient;

const connect = (options: Parameters<typeof createClient>[0] = {}): ClickHouseClient =>
  createClient({
    url: server.url,
    username: WRITER.name,
    password: WRITER.password,
    // The failures here are expected.
    log: { level: ClickHouseLogLevel.OFF },
    ...options,
  });

beforeAll(async () => {
  directory = temporaryDirectory();
  server = await startServer(directory);
  // 64-bit numbers as strings, as they were by default before ClickHouse 25.8.
  client = connect({ clickhouse_settings: { output_format_json_quote_64bit_integers: 1 } });
});

afterAll(async () => {
  await client.close();
  await server.stop(0);
  removeDirectory(directory);
});

beforeEach(async () => {
  await client.command({
    query: `CREATE OR REPLACE TABLE trades (id UInt64, symbol String, price Decimal(18, 4), at DateTime64(3))
            ENGINE = MergeTree ORDER BY id`,
  });
});

const trade = (id: number) => ({
  id: String(id),
  symbol: id % 2 === 0 ? 'ABC' : 'XYZ',
  price: '12.3400',
  at: '2024-01-02 03:04:05.678',
});

describe('insert', () => {
  test('takes objects, and says how many rows were written', async () => {
    const { summary, executed } = await client.insert({
      table: 'trades',
      values: [trade(1), trade(2)],
      format: 'JSONEachRow',
    });
    expect(executed).toBe(true);
    expect(summary?.written_rows).toBe('2');
    const rows = await client.query({
      query: 'SELECT * FROM trades ORDER BY id',
      format: 'JSONEachRow',
    });
    expect(await rows.json()).toEqual([
      { id: '1', symbol: 'XYZ', price: 12.34, at: '2024-01-02 03:04:05.678' },
      { id: '2', symbol: 'ABC', price: 12.34, at: '2024-01-02 03:04:05.678' },
    ]);
  });

  test('takes a stream of objects', async () => {
    const values = Readable.from(
      (function* () {
        for (let id = 0; id < 50_000; id += 1) yield trade(id);
      })(),
      { objectMode: true },
    );
    await client.insert({ table: 'trades', values, format: 'JSONEachRow' });
    const rows = await client.query({
      query: 'SELECT count() AS rows, sum(id) AS sum FROM trades',
      format: 'JSONEachRow',
    });
    expect(await rows.json()).toEqual([{ rows: '50000', sum: '1249975000' }]);
  });

  test('takes a raw stream, some columns only, compressed', async () => {
    const compressing = connect({ compression: { request: true, response: true } });
    await compressing.insert({
      table: 'trades',
      columns: ['id', 'symbol'],
      values: Readable.from(['7,"a\n\n;b"\n', '8,c\n'], { objectMode: false }),
      format: 'CSV',
    });
    const rows = await compressing.query({
      query: 'SELECT id, symbol FROM trades ORDER BY id',
      format: 'JSONCompactEachRow',
    });
    expect(await rows.json()).toEqual([
      [7, 'a\n\n;b'],
      [8, 'c'],
    ]);
    await compressing.close();
  });

  test('takes settings', async () => {
    const values = [{ ...trade(1), unknown: 1 }];
    await expect(
      client.insert({
        table: 'trades',
        values,
        format: 'JSONEachRow',
        clickhouse_settings: { input_format_skip_unknown_fields: 0 },
      }),
    ).rejects.toMatchObject({ code: '117', type: 'INCORRECT_DATA' });
    await client.insert({
      table: 'trades',
      values,
      format: 'JSONEachRow',
      clickhouse_settings: { input_format_skip_unknown_fields: 1 },
    });
    const rows = await client.query({
      query: 'SELECT count() FROM trades',
      format: 'TabSeparated',
    });
    expect(await rows.text()).toBe('1\n');
  });

  test('writes nothing of rows that end in nonsense', async () => {
    const values = Readable.from(['1,ABC,1.5,2024-01-02 03:04:05\n', '2,ABC,oops'], {
      objectMode: false,
    });
    await expect(client.insert({ table: 'trades', values, format: 'CSV' })).rejects.toBeInstanceOf(
      ClickHouseError,
    );
    const rows = await client.query({
      query: 'SELECT count() FROM trades',
      format: 'TabSeparated',
    });
    expect(await rows.text()).toBe('0\n');
  });
});

describe('query', () => {
  test('answers a JSON document with types, rows and statistics', async () => {
    const result = await client.query({
      query: 'SELECT toUInt8(1) AS a, toString(2) AS b',
      format: 'JSON',
    });
    expect(await result.json()).toMatchObject({
      meta: [
        { name: 'a', type: 'UInt8' },
        { name: 'b', type: 'String' },
      ],
      data: [{ a: 1, b: '2' }],
      rows: 1,
    });
  });

  test('streams rows', async () => {
    const result = await client.query({
      query: 'SELECT number FROM numbers(200000)',
      format: 'JSONEachRow',
    });
    let sum = 0;
    for await (const rows of result.stream<{ number: string }>()) {
      for (const row of rows) sum += Number(row.json().number);
    }
    expect(sum).toBe(19_999_900_000);
  });

  test('binds parameters of every kind', async () => {
    await client.insert({ table: 'trades', values: [trade(1)], format: 'JSONEachRow' });
    const bound = await client.query({
      query: `SELECT {n:UInt64} AS n, {s:String} AS s, {a:Array(String)} AS a, {d:DateTime64(3)} AS d,
                     {m:Map(String, UInt8)} AS m, {none:Nullable(String)} AS none FROM {t:Identifier}`,
      query_params: {
        n: '18446744073709551615',
        s: "tab\t'quote' \\ and\nline",
        a: ['x', "y'z"],
        d: new Date('2024-01-02T03:04:05.678Z'),
        m: { k: 1 },
        none: null,
        t: 'trades',
      },
      format: 'JSONEachRow',
    });
    expect(await bound.json()).toEqual([
      {
        n: '18446744073709551615',
        s: "tab\t'quote' \\ and\nline",
        a: ['x', "y'z"],
        d: '2024-01-02 03:04:05.678',
        m: { k: 1 },
        none: null,
      },
    ]);
  });

  test('takes parameters in a form, where they are too long for a URL', async () => {
    const long = 'x'.repeat(100_000);
    const result = await client.query({
      query: 'SELECT length({s:String}) AS length',
      query_params: { s: long },
      use_multipart_params_auto: true,
      format: 'JSONEachRow',
    });
    expect(await result.json()).toEqual([{ length: '100000' }]);
  });

  test('answers an error with its number and name', async () => {
    const failure = client.query({ query: 'SELECT * FROM nowhere', format: 'JSON' });
    await expect(failure).rejects.toBeInstanceOf(ClickHouseError);
    await expect(failure).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
    await expect(client.query({ query: 'SELEC 1' })).rejects.toMatchObject({ code: '62' });
    await expect(
      client.query({ query: 'SELECT 1', clickhouse_settings: { no_such_setting: 1 } }),
    ).rejects.toMatchObject({ code: '115', type: 'UNKNOWN_SETTING' });
  });

  test('tells an error in the middle of a stream', async () => {
    const result = await client.query({
      query:
        'SELECT number, throwIf(number = 3000000) FROM numbers(5000000) SETTINGS max_threads = 1',
      format: 'JSONEachRow',
    });
    const read = async (): Promise<number> => {
      let count = 0;
      for await (const rows of result.stream()) count += rows.length;
      return count;
    };
    await expect(read()).rejects.toMatchObject({ code: '395' });
  });

  test('is ended by an abort, and the server is free again', async () => {
    const abort = new AbortController();
    const running = client.query({
      query: 'SELECT sum(sipHash64(number)) FROM numbers(100000000000)',
      abort_signal: abort.signal,
    });
    setTimeout(() => abort.abort(), 200);
    await expect(running).rejects.toThrow(/abort/i);
    await eventually(async () => (await server.stats()).running).toBe(0);
  });

  test('is ended by the time limit it asks for', async () => {
    const running = client.query({
      query: 'SELECT sum(sipHash64(number)) FROM numbers(100000000000)',
      clickhouse_settings: { max_execution_time: 1 },
    });
    await expect(running).rejects.toMatchObject({ code: '159', type: 'TIMEOUT_EXCEEDED' });
  });

  test('is ended when the client gives up waiting', async () => {
    const impatient = connect({ request_timeout: 300 });
    const running = impatient.query({
      query: 'SELECT sum(sipHash64(number)) FROM numbers(100000000000)',
    });
    await expect(running).rejects.toThrow(/Timeout/i);
    await eventually(async () => (await server.stats()).running).toBe(0);
    await impatient.close();
  });
});

describe('the rest', () => {
  test('ping', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
    const stranger = connect({ password: 'wrong' });
    expect(await stranger.ping({ select: true })).toMatchObject({
      success: false,
      error: { code: '516', type: 'AUTHENTICATION_FAILED' },
    });
    await stranger.close();
  });

  test('command answers the identifier it was given', async () => {
    const { query_id } = await client.command({
      query: 'CREATE OR REPLACE TABLE other (a Int8) ENGINE = Memory',
      query_id: 'mine-1',
    });
    expect(query_id).toBe('mine-1');
  });

  test('exec streams the answer, and takes rows', async () => {
    const { stream } = await client.exec({ query: 'SELECT 42 FORMAT CSV' });
    expect(await text(stream)).toBe('42\n');
    await client
      .exec({
        query: 'INSERT INTO trades (id) FORMAT RowBinary',
        values: Readable.from([Buffer.from([10, 10, 10, 10, 0, 0, 0, 0])], { objectMode: false }),
      })
      .then(({ stream: answer }) => text(answer));
    const { stream: ids } = await client.exec({ query: 'SELECT id FROM trades FORMAT TSV' });
    expect(await text(ids)).toBe(`${0x0a0a0a0a}\n`);
  });

  test('sessions keep temporary tables and settings to themselves', async () => {
    const session = connect({ session_id: 'one' });
    await session.command({ query: 'CREATE TEMPORARY TABLE scratch (a UInt8)' });
    await session.insert({ table: 'scratch', values: [{ a: 5 }], format: 'JSONEachRow' });
    await session.command({ query: 'SET max_threads = 1' });
    const inside = await session.query({
      query: "SELECT a, getSetting('max_threads') AS threads FROM scratch",
      format: 'JSONEachRow',
    });
    expect(await inside.json()).toEqual([{ a: 5, threads: 1 }]);
    await expect(client.query({ query: 'SELECT * FROM scratch' })).rejects.toMatchObject({
      code: '60',
    });
    await session.close();
  });

  test('a setting of one request is gone in the next, in a session too', async () => {
    const session = connect({ session_id: 'two' });
    const setting = async (name: string, value?: string): Promise<string> =>
      (
        await session.query({
          query: `SELECT getSetting('${name}')`,
          format: 'TabSeparated',
          ...(value === undefined ? {} : { clickhouse_settings: { [name]: value } }),
        })
      ).text();
    const before = await setting('max_block_size');
    expect(await setting('max_block_size', '1234')).toBe('1234\n');
    expect(await setting('max_block_size')).toBe(before);
    await session.close();
  });

  test('who has read an answer to its end may ask again in the same session', async () => {
    const session = connect({ session_id: 'three' });
    for (let n = 1; n <= 200; n++) {
      const answer = await session.query({
        query: 'SELECT number FROM numbers(3)',
        format: 'TabSeparated',
        // The session has something to bring back afterwards.
        clickhouse_settings: { max_block_size: `${n}` },
      });
      expect(await answer.text()).toBe('0\n1\n2\n');
    }
    await session.close();
  });
});

async function text(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
