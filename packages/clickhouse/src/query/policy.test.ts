import { describe, expect, test } from 'vitest';
import { describeStatement } from '../sql/statement.ts';
import { checkClass, checkText } from './policy.ts';

const check = (sql: string): void => checkText(sql, describeStatement(sql));

describe('no statement may', () => {
  test.for([
    ["SELECT 1 INTO OUTFILE 'x'", 358],
    ["select 1 into\n/**/outfile 'x'", 358],
    ["INSERT INTO t FROM INFILE 'x' FORMAT CSV", 358],
    ["SELECT 'outfile'", 358],
    ['SELECT 1 SETTINGS a = DEFAULT', 452],
    ['SET a=/* x */default', 452],
    ['CREATE TABLE t (a Int8) ENGINE = MergeTree SETTINGS disk = disk(type = local)', 497],
    ['CREATE TABLE t (a Int8) ENGINE = MergeTree SETTINGS disk = `disk` (type = local)', 497],
    ['CREATE TABLE t (a Int8) ENGINE = MergeTree SETTINGS disk = "d\\x69sk"(type = local)', 497],
    ['CREATE TABLE t (a Int8) ENGINE = EmbeddedRocksDB', 497],
    ['CREATE TABLE t (a Int8) ENGINE File(CSV)', 497],
    ['CREATE TABLE t (a Int8) ENGINE', 497],
    ['CREATE TABLE d.engine (a Int8) ENGINE = File(CSV)', 497],
    ['CREATE TABLE t (a Int8) ORDER BY 1. ENGINE = File(CSV)', 497],
    ['CREATE TABLE t AS table ENGINE = File(CSV)', 497],
    [
      'CREATE TABLE t (a Int8) ENGINE = MergeTree ORDER BY 1. SETTINGS disk = disk(type = local)',
      497,
    ],
    ['CREATE DATABASE d ENGINE = "Filesystem"(\'/\')', 497],
    ['CREATE MATERIALIZED VIEW v ENGINE = URL(1) AS SELECT 1', 497],
  ] as const)('say %s', ([sql, code]) => {
    expect(() => check(sql)).toThrow(expect.objectContaining({ code }));
  });
});

describe('every statement may', () => {
  test.for([
    "SELECT engine FROM system.tables WHERE engine = 'File'",
    'CREATE VIEW v AS SELECT engine FROM system.tables',
    "CREATE TABLE t (engine String DEFAULT 'x') ENGINE = ReplacingMergeTree(a) ORDER BY engine",
    'CREATE TABLE t (a Int8 DEFAULT 5) ENGINE MergeTree ORDER BY a',
    "SELECT disk_name, 'disk(' FROM system.parts",
    'SELECT disk FROM t',
    'CREATE TABLE d.engine (a Int8) ENGINE = Memory',
    'CREATE TABLE d.disk (a Int8) ENGINE = Memory',
    'INSERT INTO d.disk (a) VALUES (1)',
    'SET a = 1',
  ])('say %s', (sql) => {
    expect(() => check(sql)).not.toThrow();
  });
});

describe('by the class the engine gives a statement', () => {
  const allowed = (
    sql: string,
    is: Parameters<typeof checkClass>[1],
    readonly: boolean,
  ): number => {
    try {
      checkClass(describeStatement(sql), is, readonly);
      return 0;
    } catch (error) {
      return (error as { code: number }).code;
    }
  };

  test('reads are for everybody, writes for writers, and what reaches beyond tables for nobody', () => {
    expect(allowed('SELECT 1', 'read', true)).toBe(0);
    expect(allowed('INSERT INTO t VALUES', 'write', false)).toBe(0);
    expect(allowed('INSERT INTO t VALUES', 'write', true)).toBe(164);
    expect(allowed('CREATE FUNCTION f AS x -> x', 'write outside tables', false)).toBe(497);
    expect(allowed('anything', 'unparsable', false)).toBe(497);
  });

  test('of the control statements only those of the session are allowed', () => {
    expect(allowed('SET a = 1', 'control', true)).toBe(0);
    expect(allowed('USE d', 'control', true)).toBe(0);
    expect(allowed('CREATE OR REPLACE TEMPORARY TABLE t (a Int8)', 'control', false)).toBe(0);
    expect(allowed('SYSTEM SHUTDOWN', 'control', false)).toBe(497);
    expect(allowed('KILL QUERY WHERE 1', 'control', false)).toBe(497);
    expect(allowed('CREATE TABLE t AS SELECT 1', 'control', false)).toBe(497);
  });
});
