import { describe, expect, test } from 'vitest';
import { DEFAULT_USER_LIMITS } from '../options.ts';
import { describeStatement } from '../sql/statement.ts';
import { checkScope } from './scope.ts';

const limits = DEFAULT_USER_LIMITS;
const check = (sql: string, writesInto?: string): void =>
  checkScope(describeStatement(sql), { name: 'feeder', readonly: false, writesInto, limits });

describe('a user that writes one database only may', () => {
  test.for([
    'create database if not exists market',
    'CREATE DATABASE market',
    "create table if not exists market.t (a Int8 codec(Delta, ZSTD) comment 'as it is') engine = MergeTree order by a",
    'create table market.t (a DateTime) engine = MergeTree order by a ttl a + interval 1 day settings b = 1',
    'alter table market.t modify ttl a + interval 1 day settings c = 0',
    'insert into market.t format Native',
    'insert into market.t (a, b) format JSONEachRow {"a": "select from"}',
    'insert into table market.t values (1)',
  ])('say %s', (sql) => {
    expect(() => check(sql, 'market')).not.toThrow();
  });
});

describe('it may not', () => {
  test.for([
    'select 1',
    'select * from market.t',
    'select * from bellwether.trades',
    'with 1 as a select a',
    'from market.t',
    'show tables',
    'explain select 1',
    'set a = 1',
    'use market',
    'create database other',
    'create database market engine = Memory',
    'create table other.t (a Int8) engine = MergeTree order by a',
    'create table t (a Int8) engine = MergeTree order by a',
    'create table market.t as other.t',
    'create table market.t engine = MergeTree order by a as select * from other.t',
    'create table market.t clone as other.t',
    'create or replace table market.t (a Int8) engine = MergeTree order by a',
    'create temporary table t (a Int8)',
    'create view market.v as select 1',
    'create materialized view market.v to other.t as select 1',
    'create table market.t (a Int8)',
    'create table market.t (a Int8) engine = Buffer(other, t, 1, 1, 1, 1, 1, 1, 1)',
    'create table market.t (a Int8) engine Buffer(other, t, 1, 1, 1, 1, 1, 1, 1)',
    "create table market.t (a Int8) engine = Merge('other', 't')",
    'create table `market`.t (a Int8) engine = MergeTree order by a',
    'create table market.a.b (a Int8) engine = MergeTree order by a',
    'create table market.{t:Identifier} (a Int8) engine = MergeTree order by a',
    'insert into market.{t:Identifier} format Native',
    'insert into {d:Identifier}.t format Native',
    'alter table other.t modify ttl a',
    'alter table market.t drop column a',
    'alter table market.t delete where 1',
    'alter table market.t modify ttl a, move partition 1 to table other.t',
    'alter table market.t attach partition 1 from other.t',
    'drop table market.t',
    'truncate table market.t',
    'optimize table market.t',
    'rename table market.t to market.u',
    'exchange tables market.t and other.t',
    'insert into other.t format Native',
    'insert into t format Native',
    'insert into market.t select * from other.t',
    'insert into function file(1) format Native',
    "insert into market.t from infile 'x' format CSV",
    'kill query where 1',
    'delete from market.t where 1',
    'update market.t set a = 1 where 1',
  ])('say %s', (sql) => {
    expect(() => check(sql, 'market')).toThrow(expect.objectContaining({ code: 497 }));
    expect(() => check(sql)).not.toThrow();
  });
});
