import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningClickHouse } from '../src/index.ts';
import {
  ask,
  errorOf,
  READER,
  removeDirectory,
  send,
  startServer,
  temporaryDirectory,
  WRITER,
} from './support.ts';

// What SQL must not reach: the machine's files, the network, programs, other users' statements, its own limits.

const SECRET = 'the-secret-of-this-machine';

let server: RunningClickHouse;
let directory: string;
/** Outside the data directory. */
let outside: string;
let secretFile: string;
let hits = 0;
const web = createServer((_request, response) => {
  hits += 1;
  response.end('1\n');
});
let webUrl: string;

beforeAll(async () => {
  directory = temporaryDirectory();
  outside = temporaryDirectory();
  secretFile = join(outside, 'secret.txt');
  writeFileSync(secretFile, SECRET);
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  server = await startServer(directory);
  await ask(server, 'CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY a');
});

afterAll(async () => {
  await server.stop(0);
  web.close();
  removeDirectory(directory);
  removeDirectory(outside);
});

const reachesFiles = (): Record<string, string> => ({
  'the function file': `SELECT file('${secretFile}')`,
  'the function file with a default': `SELECT file('${secretFile}', 'none')`,
  'the function file by a quoted name': `SELECT "fi\\x6ce"('${secretFile}')`,
  'the function file by APPLY': `SELECT * APPLY(file) FROM (SELECT '${secretFile}')`,
  'the function file by name in a lambda': `SELECT arrayMap(x -> file(x), ['${secretFile}'])`,
  'the function file in rows of VALUES': `INSERT INTO t VALUES (file('${secretFile}'))`,
  'the function file in a default of a structure': `SELECT * FROM format(JSONEachRow, 'a String, b String DEFAULT file(''${secretFile}'')', '{"a":"x"}')`,
  'the function file in a structure made up at run time': `SELECT * FROM format(JSONEachRow, concat('a String, b String DEFAULT fi', 'le(''${secretFile}'')'), '{"a":"x"}')`,
  'the function file in rows of a format': `SELECT * FROM format(Values, 'a String', '(file(''${secretFile}''))')`,
  'the function file in a setting': `SELECT 1 SETTINGS additional_result_filter = 'file(''${secretFile}'') = 1'`,
  'the function file in a column default': `CREATE TABLE d1 (a String, b String DEFAULT file('${secretFile}')) ENGINE = Memory AS SELECT 'x' AS a`,
  'the function file in a view': `CREATE VIEW v1 AS SELECT file('${secretFile}') AS x`,
  'the table function file': `SELECT * FROM file('${secretFile}', LineAsString)`,
  'a file by its path': `SELECT * FROM \`${secretFile}\``,
  'a file by its path as a string': `SELECT * FROM '${secretFile}'`,
  'DESCRIBE of a file': `DESCRIBE TABLE file('${secretFile}')`,
  'the table function fileCluster': `SELECT * FROM fileCluster('default', '${secretFile}', 'LineAsString')`,
  'the table function filesystem': `SELECT * FROM filesystem('${outside}')`,
  'the table engine File': `CREATE TABLE f1 (a String) ENGINE = File(LineAsString, '${secretFile}')`,
  'a table made of a file': `CREATE TABLE f2 AS file('${secretFile}', LineAsString)`,
  'a database over a directory': `CREATE DATABASE f3 ENGINE = Filesystem('${outside}')`,
  'a SQLite database': `CREATE DATABASE f4 ENGINE = SQLite('${outside}/x.sqlite')`,
  'the table function sqlite': `SELECT * FROM sqlite('${outside}/x.sqlite', 't')`,
  'FROM INFILE': `INSERT INTO t FROM INFILE '${secretFile}' FORMAT LineAsString`,
  'a schema of Protobuf': `SELECT 1 AS x FORMAT Protobuf SETTINGS format_schema = '${secretFile}:M'`,
  'a template': `SELECT 1 AS x FORMAT Template SETTINGS format_template_resultset = '${secretFile}', format_template_row = '${secretFile}'`,
  icebergLocal: `SELECT * FROM icebergLocal('${outside}')`,
  deltaLakeLocal: `SELECT * FROM deltaLakeLocal('${outside}')`,
  'ATTACH from a path': `ATTACH TABLE f5 FROM '${outside}' (a String) ENGINE = MergeTree ORDER BY a`,
  FileLog: `CREATE TABLE f6 (a String) ENGINE = FileLog('${outside}', 'LineAsString')`,
  'a dictionary': `CREATE DICTIONARY f7 (id UInt64, s String) PRIMARY KEY id SOURCE(FILE(path '${secretFile}' format 'TSV')) LAYOUT(FLAT()) LIFETIME(0)`,
  RESTORE: `RESTORE TABLE t FROM File('${secretFile}')`,
  catboost: `SELECT catboostEvaluate('${secretFile}', 1)`,
});

describe.each([WRITER, READER])('as $name, reading files', (user) => {
  test.for(Object.keys(reachesFiles()))('cannot by %s', async (name) => {
    const answer = await ask(server, reachesFiles()[name] ?? '', { as: user });
    expect(answer).not.toContain(SECRET);
    // Tables that only would read the file when asked are asked.
    const later = await ask(server, `SELECT * FROM ${/(?:d1|v1|f\d)\b/.exec(answer)?.[0] ?? 't'}`);
    expect(later).not.toContain(SECRET);
  });
});

test('the function file cannot read paths that come from a table', async () => {
  await ask(server, 'CREATE TABLE paths (path String) ENGINE = MergeTree ORDER BY path');
  await ask(server, `INSERT INTO paths VALUES ('${secretFile}')`);
  const answer = await ask(server, 'SELECT file(path) FROM paths');
  expect(answer).toMatch(/^Code: /);
  expect(answer).not.toContain(SECRET);
});

const writesFiles = (): Record<string, string> => ({
  'INTO OUTFILE': `SELECT 1 INTO OUTFILE '${outside}/new'`,
  'INTO OUTFILE after a comment': `SELECT 1 INTO /* x */ OUTFILE '${outside}/new'`,
  'INTO OUTFILE of a definition': `CREATE TEMPORARY TABLE x (a Int8) INTO OUTFILE '${outside}/new'`,
  'INTO OUTFILE as a second statement': `SELECT 1; SELECT 2 INTO OUTFILE '${outside}/new'`,
  'INSERT INTO FUNCTION file': `INSERT INTO FUNCTION file('${outside}/new', TSV, 'a Int8') VALUES (1)`,
  'a table of the engine File': `CREATE TABLE w1 (a Int8) ENGINE = File(TSV, '${outside}/new')`,
  'a disk for a table': `CREATE TABLE w2 (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'local_blob_storage', path = '${outside}/new/')`,
  'a disk by a quoted name': `CREATE TABLE w3 (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = "d\\x69sk"(type = 'local_blob_storage', path = '${outside}/new/')`,
  'a disk for a database': `CREATE DATABASE w4 ENGINE = Atomic SETTINGS disk = disk(type = 'local_blob_storage', path = '${outside}/new/')`,
  'a disk by ALTER': `ALTER TABLE t MODIFY SETTING disk = disk(type = 'local_blob_storage', path = '${outside}/new/')`,
  'a log of bad rows': `SELECT * FROM format(TSV, 'a Int8', 'x') SETTINGS input_format_allow_errors_num = 1, input_format_record_errors_file_path = '${outside}/new'`,
  'a schema written out': `SELECT 1 AS x FORMAT Protobuf SETTINGS format_protobuf_use_autogenerated_schema = 1, output_format_schema = '${outside}/new'`,
  'BACKUP to a file': `BACKUP TABLE t TO File('${outside}/new')`,
  'RocksDB by a quoted name': `CREATE TABLE w6 (a Int8) ENGINE "Embedded\x52ocksDB"(0, '${outside}/new') PRIMARY KEY a`,
  'RocksDB after a subquery that looks like the end': `CREATE TABLE w7 (a Int8 DEFAULT (WITH 1 AS (SELECT 1) SELECT 1)) ENGINE = EmbeddedRocksDB(0, '${outside}/new') PRIMARY KEY a`,
  RocksDB: `CREATE TABLE w5 (a Int8) ENGINE = EmbeddedRocksDB(0, '${outside}/new') PRIMARY KEY a`,
});

describe.each([WRITER, READER])('as $name, writing files', (user) => {
  test.for(Object.keys(writesFiles()))('cannot by %s', async (name) => {
    expect(await errorOf(server, writesFiles()[name] ?? '', { as: user })).toBeGreaterThan(0);
    expect(readdirSync(outside)).toEqual(['secret.txt']);
  });
});

const reachesNetwork = (webUrl: string, address = webUrl.slice(7)): Record<string, string> => ({
  url: `SELECT * FROM url('${webUrl}/', LineAsString)`,
  'the engine URL': `CREATE TABLE n1 (a String) ENGINE = URL('${webUrl}/', LineAsString)`,
  s3: `SELECT * FROM s3('${webUrl}/bucket/key', NOSIGN, 'LineAsString')`,
  gcs: `SELECT * FROM gcs('${webUrl}/bucket/key', NOSIGN, 'LineAsString')`,
  remote: `SELECT * FROM remote('${address}', system.one)`,
  mysql: `SELECT * FROM mysql('${address}', 'd', 't', 'u', 'p')`,
  postgresql: `SELECT * FROM postgresql('${address}', 'd', 't', 'u', 'p')`,
  mongodb: `SELECT * FROM mongodb('${address}', 'd', 'c', 'u', 'p', 'a String')`,
  redis: `SELECT * FROM redis('${address}', 'k', 'k String')`,
  hdfs: `SELECT * FROM hdfs('hdfs://${address}/x', 'TSV', 'a String')`,
  azureBlobStorage: `SELECT * FROM azureBlobStorage('${webUrl}', 'c', 'b')`,
  'a disk on the web': `CREATE TABLE n2 (a Int8) ENGINE = MergeTree ORDER BY a SETTINGS disk = disk(type = 'web', endpoint = '${webUrl}/')`,
  'a schema registry': `SELECT * FROM format(AvroConfluent, 'a String', unhex('0000000001020304')) SETTINGS format_avro_schema_registry_url = '${webUrl}'`,
  'a database of MySQL': `CREATE DATABASE n3 ENGINE = MySQL('${address}', 'd', 'u', 'p')`,
});

describe.each([WRITER, READER])('as $name, reaching the network', (user) => {
  test.for(Object.keys(reachesNetwork('')))('cannot by %s', async (name) => {
    const before = hits;
    expect(await errorOf(server, reachesNetwork(webUrl)[name] ?? '', { as: user })).toBeGreaterThan(
      0,
    );
    expect(hits).toBe(before);
  });
});

describe.each([WRITER, READER])('as $name, running programs and ruling the server', (user) => {
  test.for([
    `SELECT * FROM executable('x.sh', TSV, 'a String')`,
    `CREATE FUNCTION f AS (x) -> x`,
    'SYSTEM SHUTDOWN',
    'SYSTEM STOP MERGES',
    'CREATE USER u',
    'GRANT ALL ON *.* TO default',
    'CREATE NAMED COLLECTION c AS a = 1',
    'CREATE WORKLOAD w',
    'CREATE ROW POLICY p ON t USING 1 TO ALL',
    'EXECUTE AS default SELECT 1',
    'ALTER TABLE t FREEZE',
    'DETACH TABLE t',
    'KILL QUERY WHERE 1',
    'KILL MUTATION WHERE 1',
  ])('cannot by %s', async (sql) => {
    expect(await errorOf(server, sql, { as: user })).toBeGreaterThan(0);
  });
});

describe('a read-only user', () => {
  test.for([
    "INSERT INTO t VALUES ('x')",
    "INSERT INTO t SETTINGS readonly = DEFAULT VALUES ('x')",
    'INSERT INTO t SELECT 1',
    'CREATE TABLE r1 (a Int8) ENGINE = Memory',
    'CREATE TABLE r2 AS t SETTINGS readonly = DEFAULT',
    'DROP TABLE t',
    'TRUNCATE TABLE t',
    'ALTER TABLE t DELETE WHERE 1',
    'DELETE FROM t WHERE 1',
    'OPTIMIZE TABLE t FINAL',
    'RENAME TABLE t TO t2',
    'CREATE DATABASE r3',
  ])('cannot change anything by %s', async (sql) => {
    expect(await errorOf(server, sql, { as: READER })).toBeGreaterThan(0);
    expect(await ask(server, 'EXISTS TABLE t')).toBe('1\n');
    expect(await ask(server, 'SELECT count() FROM t')).toBe('0\n');
  });

  test.for([
    { readonly: '0' },
    { max_execution_time: '6' },
    { max_execution_time: '0' },
    { max_result_rows: '0' },
    { max_memory_usage: '500000000' },
    { profile: 'default' },
    { profile: 'user_writer' },
    { workload: 'user_writer' },
    { dialect: 'kusto' },
  ])('cannot leave its limits by %o', async (params) => {
    const url = await send(server, {
      params: { query: 'SELECT 1', ...params } as Record<string, string>,
      as: READER,
    });
    expect(await url.text()).toMatch(/^Code: (?:164|452)\./);
    const [[name, value]] = Object.entries(params) as [[string, string]];
    const inText = await ask(server, `SELECT 1 SETTINGS ${name} = '${value}'`, { as: READER });
    expect(inText).toMatch(/^Code: (?:164|452)\./);
  });

  test.for([
    'SELECT 1 SETTINGS max_execution_time = DEFAULT',
    'SELECT 1 SETTINGS max_execution_time=/* */default',
    'SET readonly = DEFAULT',
  ])('cannot leave its limits by %s', async (sql) => {
    expect(await errorOf(server, sql, { as: READER })).toBe(452);
  });

  test('may lower them', async () => {
    const sql = "SELECT getSetting('max_execution_time')";
    expect(await ask(server, sql, { as: READER, params: { max_execution_time: '3' } })).toBe('3\n');
    expect(await ask(server, sql, { as: READER })).toBe('5\n');
  });
});

test('data of an INSERT is never read as SQL', async () => {
  await ask(server, 'CREATE TABLE rows (a String) ENGINE = MergeTree ORDER BY a');
  const rows = `x\n\n\n; DROP TABLE rows;\n-- ; SELECT 1 INTO OUTFILE '${outside}/new'\n`;
  const response = await send(server, {
    sql: rows,
    params: { query: 'INSERT INTO rows FORMAT TSV' },
  });
  expect(response.status).toBe(200);
  expect(await ask(server, 'SELECT count() FROM rows')).toBe('5\n');
  expect(existsSync(join(outside, 'new'))).toBe(false);
});

test('nothing that was tried has left a table behind', async () => {
  expect(await ask(server, 'SHOW TABLES')).toBe('paths\nrows\nt\n');
});
