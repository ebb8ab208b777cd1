import { describe, expect, test } from 'vitest';
import { describeStatement } from './statement.ts';

describe('a query', () => {
  test.for([
    ['SELECT 1', 'SELECT 1', undefined, ''],
    ['SELECT 1 FORMAT CSV', 'SELECT 1', 'CSV', ''],
    ['SELECT 1 -- x\nformat `CSV`;', 'SELECT 1', 'CSV', ''],
    ['SELECT 1 FORMAT JSON SETTINGS a = 1', 'SELECT 1', 'JSON', 'SETTINGS a = 1'],
    ["SELECT format('{}', 1) AS format", "SELECT format('{}', 1) AS format", undefined, ''],
    ["SELECT 'x FORMAT CSV'", "SELECT 'x FORMAT CSV'", undefined, ''],
    ['(SELECT 1) UNION ALL (SELECT 2) FORMAT TSV', '(SELECT 1) UNION ALL (SELECT 2)', 'TSV', ''],
    ['WITH 1 AS x SELECT x', 'WITH 1 AS x SELECT x', undefined, ''],
    ['SELECT 1. FORMAT CSV', 'SELECT 1.', 'CSV', ''],
    ['SELECT * FROM default.format f', 'SELECT * FROM default.format f', undefined, ''],
    ['SELECT * FROM default.format FORMAT CSV', 'SELECT * FROM default.format', 'CSV', ''],
    ['SELECT * FROM format f', 'SELECT * FROM format f', undefined, ''],
    ['FROM t SELECT 1; -- end', 'FROM t SELECT 1', undefined, ''],
  ] as const)('%s', ([sql, body, format, tail]) => {
    expect(describeStatement(sql)).toMatchObject({ kind: 'query', body, format, tail });
  });
});

describe('an INSERT of rows', () => {
  test.for([
    ['INSERT INTO t FORMAT CSV\n1,2', 'INSERT INTO t', 'CSV', '1,2'],
    ['INSERT INTO t FORMAT RowBinary\n\n\n', 'INSERT INTO t', 'RowBinary', '\n\n'],
    ['INSERT INTO t FORMAT TSV  \r\n1', 'INSERT INTO t', 'TSV', '1'],
    ['INSERT INTO t VALUES (1); DROP', 'INSERT INTO t', 'Values', ' (1); DROP'],
    [
      'insert into db.`t x` (a, format) values (1)',
      'insert into db.`t x` (a, format)',
      'Values',
      ' (1)',
    ],
    [
      'INSERT INTO TABLE t SETTINGS a = 1 FORMAT CSV 1',
      'INSERT INTO TABLE t SETTINGS a = 1',
      'CSV',
      '1',
    ],
    ['INSERT INTO format FORMAT CSV', 'INSERT INTO format', 'CSV', ''],
    ['insert into default.format format CSV 1', 'insert into default.format', 'CSV', '1'],
    ['insert into default.format values (1)', 'insert into default.format', 'Values', ' (1)'],
    ['insert into default . values values (1)', 'insert into default . values', 'Values', ' (1)'],
    ['insert into default.select (a) format CSV 1', 'insert into default.select (a)', 'CSV', '1'],
    ['insert into `format`.`select` format CSV 1', 'insert into `format`.`select`', 'CSV', '1'],
    ['insert into values.format', 'insert into values.format', 'Values', ''],
    ['insert into t (a, select) values (1)', 'insert into t (a, select)', 'Values', ' (1)'],
    ['INSERT INTO t', 'INSERT INTO t', 'Values', ''],
    ['INSERT INTO t (a) /* VALUES */ VALUES(1)', 'INSERT INTO t (a)', 'Values', '(1)'],
  ] as const)('%s', ([sql, head, format, rows]) => {
    const statement = describeStatement(sql);
    expect(statement).toMatchObject({ kind: 'insert', head, format });
    expect(statement.kind === 'insert' && sql.slice(statement.dataAt)).toBe(rows);
  });

  test('stops reading where the rows begin', () => {
    const { tokens } = describeStatement(`INSERT INTO t FORMAT CSV ${'a,'.repeat(10_000)}`);
    expect(tokens).toHaveLength(5);
  });
});

test.for([
  'INSERT INTO t SELECT 1',
  'INSERT INTO t (a) (SELECT 1)',
  'INSERT INTO t WITH 1 AS x SELECT x',
  'INSERT INTO default.format SELECT 1',
  'INSERT INTO default.values (a) WITH 1 AS x SELECT x',
  'CREATE TABLE t (a Int8)',
  'SHOW TABLES',
  'EXPLAIN SELECT 1',
  'EXPLAIN INSERT INTO t VALUES (1)',
  "INSERT INTO t FROM INFILE 'x'; SELECT 1",
])('%s is a command', (sql) => {
  expect(describeStatement(sql)).toMatchObject({ kind: 'command', text: sql });
});

test('the first words are told in upper case, as far as they are words', () => {
  expect(describeStatement('create or replace temporary table x').words).toEqual([
    'CREATE',
    'OR',
    'REPLACE',
    'TEMPORARY',
  ]);
  expect(describeStatement('SELECT (1)').words).toEqual(['SELECT']);
});
