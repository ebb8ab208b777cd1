import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  brotliCompressSync,
  deflateSync,
  gunzipSync,
  gzipSync,
  zstdCompressSync,
  zstdDecompressSync,
} from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningClickHouse } from '../src/index.ts';
import {
  ask,
  READER,
  removeDirectory,
  send,
  serverForTest,
  startServer,
  temporaryDirectory,
  WRITER,
  eventually,
} from './support.ts';

// ClickHouse's HTTP interface, request by request.

let server: RunningClickHouse;
let directory: string;

const run = promisify(execFile);
const curl = async (...args: string[]): Promise<string> =>
  (await run('curl', ['-sS', '-u', `${WRITER.name}:${WRITER.password}`, ...args])).stdout;

beforeAll(async () => {
  directory = temporaryDirectory();
  server = await startServer(directory);
  await ask(server, 'CREATE TABLE t (a UInt32, b String) ENGINE = MergeTree ORDER BY a');
});

afterAll(async () => {
  await server.stop(0);
  removeDirectory(directory);
});

describe('health', () => {
  test.for(['/ping', '/', '/replicas_status'])('GET %s answers Ok. to anybody', async (path) => {
    const response = await fetch(server.url + path);
    expect([response.status, await response.text()]).toEqual([200, 'Ok.\n']);
  });

  test('another path is not found, another method not handled', async () => {
    expect((await fetch(`${server.url}/nowhere`)).status).toBe(404);
    expect((await fetch(server.url, { method: 'PUT', body: 'SELECT 1' })).status).toBe(501);
  });
});

describe('a statement may stand', () => {
  test('in the URL', async () => {
    const response = await send(server, { params: { query: 'SELECT 1' } });
    expect(await response.text()).toBe('1\n');
  });

  test('in the body, with a semicolon and a comment at its end', async () => {
    expect(await ask(server, 'SELECT 1; -- one\n')).toBe('1\n');
  });

  test('in both, with a line end between', async () => {
    expect(await ask(server, 'FORMAT CSV', { params: { query: "SELECT 1, 'x' -- half" } })).toBe(
      '1,"x"\n',
    );
  });

  test('in the URL with its rows in the body', async () => {
    const sql = '7,"x\ny"\n8,z';
    const response = await send(server, { sql, params: { query: 'INSERT INTO t FORMAT CSV' } });
    expect(JSON.parse(response.headers.get('x-clickhouse-summary') ?? '')).toMatchObject({
      written_rows: '2',
    });
    expect(await ask(server, 'SELECT * FROM t WHERE a IN (7, 8) FORMAT CSV')).toBe(
      '7,"x\ny"\n8,"z"\n',
    );
  });

  test('in the body together with its rows', async () => {
    await ask(server, 'INSERT INTO t (a, b) FORMAT TSV\n20\ttab\n21\tulator\n');
    await ask(server, "INSERT INTO t VALUES (22, lower('EXPR')), (23, 'it''s')");
    expect(await ask(server, 'SELECT b FROM t WHERE a BETWEEN 20 AND 23 ORDER BY a')).toBe(
      "tab\nulator\nexpr\nit\\'s\n",
    );
  });

  test('with rows of its own making', async () => {
    await ask(server, 'INSERT INTO t SELECT number + 100, toString(number) FROM numbers(10)');
    expect(await ask(server, 'SELECT count() FROM t WHERE a >= 100 AND a < 110')).toBe('10\n');
  });

  test('nowhere: that is an error', async () => {
    expect(await ask(server, ' -- nothing\n')).toMatch(/^Code: 62\. .*Empty query/);
  });

  test('only alone', async () => {
    expect(await ask(server, 'SELECT 1; SELECT 2')).toMatch(/^Code: 62\. .*Multi-statements/);
  });
});

test.for([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)('a body may be compressed by %s', async ([coding, compress]) => {
  const sql = new Uint8Array(compress(Buffer.from('SELECT 42')));
  expect(await ask(server, 'SELECT 42', {})).toBe('42\n');
  const response = await send(server, { sql, headers: { 'Content-Encoding': coding } });
  expect(await response.text()).toBe('42\n');
});

test('a body that is not what it says it is, or of an unknown coding, is an error of the client', async () => {
  const bad = await send(server, { sql: 'SELECT 1', headers: { 'Content-Encoding': 'gzip' } });
  expect(bad.status).toBe(400);
  const unknown = await send(server, { sql: 'SELECT 1', headers: { 'Content-Encoding': 'rot13' } });
  expect(unknown.status).toBe(415);
});

test('an answer is compressed where the client asks, unless it says no', async () => {
  const url = `${server.url}/?user=${WRITER.name}&password=${WRITER.password}&query=SELECT+number+FROM+numbers(1000)`;
  const raw = async (accept: string, more = ''): Promise<[string, Buffer]> => {
    const { stdout } = await run(
      'curl',
      ['-sS', '-D', '-', '-H', `Accept-Encoding: ${accept}`, url + more],
      { encoding: 'buffer' },
    );
    const end = stdout.indexOf('\r\n\r\n');
    const coding = /content-encoding: (\w+)/i.exec(stdout.subarray(0, end).toString())?.[1] ?? '';
    return [coding, stdout.subarray(end + 4)];
  };
  const plain = Array.from({ length: 1_000 }, (_, i) => `${i}\n`).join('');
  const [gzip, zipped] = await raw('gzip');
  expect([gzip, gunzipSync(zipped).toString()]).toEqual(['gzip', plain]);
  const [zstd, packed] = await raw('br;q=0, zstd, gzip');
  expect([zstd, zstdDecompressSync(packed).toString()]).toEqual(['zstd', plain]);
  const [none, as] = await raw('gzip', '&enable_http_compression=0');
  expect([none, as.toString()]).toEqual(['', plain]);
});

describe('formats', () => {
  test.for([
    ['JSON', 'application/json; charset=UTF-8'],
    ['JSONEachRow', 'application/x-ndjson; charset=UTF-8'],
    ['CSVWithNames', 'text/csv; charset=UTF-8; header=present'],
    ['TabSeparated', 'text/tab-separated-values; charset=UTF-8'],
    ['RowBinaryWithNamesAndTypes', 'application/octet-stream'],
    ['XML', 'application/xml; charset=UTF-8'],
  ] as const)('%s is announced as %s', async ([format, type]) => {
    const response = await send(server, { params: { query: 'SELECT 1', default_format: format } });
    await response.arrayBuffer();
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-clickhouse-format')).toBe(format);
  });

  test('FORMAT in the statement goes before default_format, which goes before TabSeparated', async () => {
    const params = { default_format: 'CSV' };
    expect(await ask(server, "SELECT 'a' FORMAT TSV", { params })).toBe('a\n');
    expect(await ask(server, "SELECT 'a'", { params })).toBe('"a"\n');
    expect(await ask(server, "SELECT 'a'", { headers: { 'X-ClickHouse-Format': 'Values' } })).toBe(
      "('a')",
    );
    expect(await ask(server, "SELECT 'a'")).toBe('a\n');
  });

  test.for(['Native', 'RowBinary', 'Parquet', 'Arrow', 'ArrowStream', 'Avro', 'ORC', 'MsgPack'])(
    '%s goes out and comes back in',
    async (format) => {
      const copy = `copy_${format.toLowerCase()}`;
      await ask(server, `CREATE TABLE ${copy} (n Int64, s String) ENGINE = MergeTree ORDER BY n`);
      // Line ends first: what follows a statement's FORMAT must not be taken for blanks.
      const select = `SELECT toInt64(168430090 + number) AS n, concat('\\n\\n', toString(number)) AS s FROM numbers(1000) FORMAT ${format}`;
      const body = new Uint8Array(await (await send(server, { sql: select })).arrayBuffer());
      const response = await send(server, {
        sql: body,
        params: { query: `INSERT INTO ${copy} FORMAT ${format}` },
      });
      expect([response.status, await response.text()]).toEqual([200, '']);
      expect(await ask(server, `SELECT count(), sum(n), any(s) LIKE '\\n\\n%' FROM ${copy}`)).toBe(
        '1000\t168430589500\t1\n',
      );
    },
  );

  test('an unknown format is an error', async () => {
    expect((await send(server, { sql: 'SELECT 1 FORMAT Nope' })).status).toBe(404);
    const response = await send(server, {
      params: { query: 'SELECT 1', default_format: "x' INTO" },
    });
    expect(response.status).toBe(404);
  });
});

describe('errors', () => {
  test.for([
    ['SELECT * FROM nowhere', 404, 60, 'UNKNOWN_TABLE'],
    ['SELEC 1', 400, 62, 'SYNTAX_ERROR'],
    ['SELECT nosuch()', 404, 46, 'UNKNOWN_FUNCTION'],
    ['SELECT throwIf(1)', 500, 395, 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
    ['INSERT INTO t FORMAT CSV\nx,y\n', 400, 27, 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
    ['SYSTEM SHUTDOWN', 403, 497, 'ACCESS_DENIED'],
  ] as const)('%s is %i with the number %i', async ([sql, status, code, name]) => {
    const response = await send(server, { sql });
    expect(response.status).toBe(status);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe(String(code));
    const text = await response.text();
    expect(text).toMatch(
      new RegExp(
        `^Code: ${code}\\. DB::Exception: .*\\(${name}\\) \\(version [^)]+\\)\\)\\n$`,
        's',
      ),
    );
    expect(text).not.toContain(directory);
  });

  test('an error held back by wait_end_of_query has its own status, however late it comes', async () => {
    const sql = 'SELECT number, throwIf(number = 2999999) FROM numbers(3000000) FORMAT JSONEachRow';
    expect((await send(server, { sql, params: { wait_end_of_query: '1' } })).status).toBe(500);
    const early = await send(server, { sql });
    expect(early.status).toBe(200);
    await expect(early.text()).rejects.toThrow();
  });

  test('the result that wait_end_of_query held back is whole', async () => {
    const response = await send(server, {
      params: { query: 'SELECT number FROM numbers(1000000)', wait_end_of_query: '1' },
    });
    expect(response.headers.get('content-length')).toBe('6888890');
    expect((await response.text()).length).toBe(6_888_890);
  });
});

describe('credentials', () => {
  const basic = (name: string, password: string): string =>
    `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
  const get = (query: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${server.url}/?query=SELECT+1${query}`, { headers });

  test('may come by headers, by Basic authentication, or in the URL', async () => {
    const { name, password } = WRITER;
    const answers = await Promise.all([
      get('', { 'X-ClickHouse-User': name, 'X-ClickHouse-Key': password }),
      get('', { Authorization: basic(name, password) }),
      get(`&user=${name}&password=${password}`, {}),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('are asked for where there are none', async () => {
    const response = await get('', {});
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('516');
  });

  test('that are wrong are refused without a word on what was wrong', async () => {
    const wrong = await get('', { Authorization: basic(WRITER.name, 'no') });
    const unknown = await get('', { Authorization: basic('nobody', 'no') });
    expect([wrong.status, unknown.status]).toEqual([403, 403]);
    const [first, second] = [await wrong.text(), await unknown.text()];
    expect(first.replace(WRITER.name, '*')).toBe(second.replace('nobody', '*'));
    expect(first).toMatch(/^Code: 516\. DB::Exception: .*\(AUTHENTICATION_FAILED\)/);
  });

  test('of two kinds at once are refused', async () => {
    const both = await get('&user=reader', { Authorization: basic(WRITER.name, WRITER.password) });
    expect(both.status).toBe(403);
  });

  test('of nobody are those of the user default, who is nobody here', async () => {
    expect((await get('', { 'X-ClickHouse-Key': '' })).status).toBe(403);
  });
});

describe('parameters', () => {
  test('database', async () => {
    const params = { database: 'system' };
    expect(await ask(server, 'SELECT currentDatabase(), dummy FROM one', { params })).toBe(
      'system\t0\n',
    );
    expect(await ask(server, 'SELECT 1', { params: { database: 'nowhere' } })).toMatch(/^Code: 81/);
    const headers = { 'X-ClickHouse-Database': 'system' };
    expect(await ask(server, 'SELECT currentDatabase()', { headers })).toBe('system\n');
  });

  test('query_id comes back, is made up where missing, and cannot be used twice at once', async () => {
    const given = await send(server, { params: { query: 'SELECT 1', query_id: 'q-1' } });
    expect(given.headers.get('x-clickhouse-query-id')).toBe('q-1');
    const made = await send(server, { params: { query: 'SELECT 1' } });
    expect(made.headers.get('x-clickhouse-query-id')).toMatch(/^[0-9a-f-]{36}$/);
    const slow = ask(server, 'SELECT sleep(0.5)', { params: { query_id: 'q-2' } });
    await eventually(async () => (await server.stats()).running).toBe(1);
    expect(await ask(server, 'SELECT 1', { params: { query_id: 'q-2' } })).toMatch(/^Code: 216/);
    expect(await slow).toBe('0\n');
  });

  test('param_ values are bound, never read as SQL', async () => {
    const params = { param_s: "'); DROP TABLE t; --", param_n: '5' };
    expect(await ask(server, 'SELECT {s:String}, {n:UInt8} + 1', { params })).toBe(
      "\\'); DROP TABLE t; --\t6\n",
    );
    expect(await ask(server, 'SELECT {missing:String}')).toMatch(/^Code: 456/);
    expect(await ask(server, 'SELECT 1', { params: { 'param_a b': '1' } })).toMatch(/^Code: 36/);
  });

  test('settings are settings of this one statement', async () => {
    const sql = "SELECT getSetting('max_block_size')";
    expect(await ask(server, sql, { params: { max_block_size: '77' } })).toBe('77\n');
    expect(await ask(server, sql)).not.toBe('77\n');
    expect(await ask(server, sql, { params: { max_block_size: "1'; SELECT 1" } })).toMatch(/^Code/);
    expect(await ask(server, sql, { params: { "x='": '1' } })).toMatch(/^Code: 115/);
  });

  test('a named session outlasts its requests, is one user’s, and can be asked for', async () => {
    const params = { session_id: 's-1', session_timeout: '60' };
    await ask(server, 'CREATE TEMPORARY TABLE mine (a UInt8)', { params });
    await ask(server, 'INSERT INTO mine VALUES (1)', { params });
    expect(await ask(server, 'SELECT a FROM mine', { params })).toBe('1\n');
    expect(await ask(server, 'SELECT a FROM mine', { params, as: READER })).toMatch(/^Code: 60/);
    expect(
      await ask(server, 'SELECT 1', { params: { session_id: 's-2', session_check: '1' } }),
    ).toMatch(/^Code: 372/);
    const slow = ask(server, 'SELECT sleep(0.5)', { params });
    await eventually(async () => (await server.stats()).running).toBe(1);
    expect(await ask(server, 'SELECT 1', { params })).toMatch(/^Code: 373/);
    await slow;
    const tooLong = { session_id: 's-3', session_timeout: '3601' };
    expect(await ask(server, 'SELECT 1', { params: tooLong })).toMatch(/^Code: 374/);
  });

  test('GET reads only', async () => {
    const query = 'INSERT INTO t VALUES (1, 1)';
    expect(await (await send(server, { params: { query } })).text()).toMatch(/^Code: 164/);
    const set = { query: 'SELECT 1', readonly: '0' };
    expect((await send(server, { params: set })).status).toBe(200);
  });
});

describe('limits', () => {
  test('a statement has 256 KiB, and more by max_query_size', async () => {
    const sql = `SELECT length('${'x'.repeat(300_000)}')`;
    expect(await ask(server, sql)).toMatch(/^Code: 62\. .*Max query size exceeded/);
    expect(await ask(server, sql, { params: { max_query_size: '1000000' } })).toBe('300000\n');
    const nearly = `SELECT length('${'x'.repeat(262_100)}')`;
    expect(await ask(server, nearly)).toBe('262100\n');
  });

  test('a body has as many bytes as the server allows, after decompression', async () => {
    const small = await serverForTest({ limits: { maxRequestBytes: 1_000_000 } });
    await ask(small, 'CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY a');
    const bomb = new Uint8Array(gzipSync(Buffer.alloc(5_000_000, 'x\n')));
    const response = await send(small, {
      sql: bomb,
      params: { query: 'INSERT INTO t FORMAT TSV' },
      headers: { 'Content-Encoding': 'gzip' },
    });
    expect([response.status, await response.text()]).toEqual([
      413,
      expect.stringMatching(/^Code: 229/),
    ]);
    expect(await ask(small, 'SELECT count() FROM t')).toBe('0\n');
  });

  test('a URL has as many bytes as the server allows', async () => {
    const small = await serverForTest({ limits: { maxUrlBytes: 4_096 } });
    const response = await send(small, { params: { query: `SELECT '${'x'.repeat(5_000)}'` } });
    expect(response.status).toBe(431);
  });

  test('a user’s result has as many rows as it may, and its statement the memory', async () => {
    const rows = 'SELECT number FROM numbers(1001)';
    expect(await ask(server, rows, { as: READER })).toMatch(/^Code: 396\./);
    const memory = 'SELECT length(groupArray(number)) FROM numbers(100000000)';
    expect(await ask(server, memory, { as: READER })).toMatch(/^Code: 241\./);
    expect(await ask(server, rows)).toMatch(/^0\n/);
  });
});

test('curl works as with a real server', async () => {
  expect(await curl(`${server.url}/ping`)).toBe('Ok.\n');
  expect(await curl(`${server.url}/`, '-d', 'SELECT 1 + 1')).toBe('2\n');
  expect(await curl('--compressed', `${server.url}/?query=SELECT+'x'+FORMAT+JSONEachRow`)).toBe(
    '{"\'x\'":"x"}\n',
  );
  await curl(`${server.url}/?query=INSERT%20INTO%20t%20FORMAT%20CSV`, '--data-binary', '500,curl');
  expect(await curl(`${server.url}/`, '--data-binary', 'SELECT b FROM t WHERE a = 500')).toBe(
    'curl\n',
  );
  expect(await curl('-o', '/dev/null', '-w', '%{http_code}', `${server.url}/?query=SELECT+x`)).toBe(
    '404',
  );
  expect(await curl('-I', `${server.url}/?query=SELECT+1`)).toMatch(/^HTTP\/1\.1 200 OK/);
});
