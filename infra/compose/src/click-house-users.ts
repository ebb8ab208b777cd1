/**
 * Statements that create ClickHouse's users: `projections` writes the tables of the platform, `market_data` those of what
 * venues say, which it cannot read, and `analyst` asks questions within limits and changes nothing. Each can run again.
 * @param passwordOf letters and digits only, as they are written into the statements.
 */
export function clickHouseUsers(passwordOf: (user: string) => string): readonly string[] {
  const create = (user: string): string =>
    `create user or replace ${user} identified with sha256_password by '${passwordOf(user)}'`;
  return [
    'create database if not exists bellwether',
    'create database if not exists market',
    create('projections'),
    'grant select, insert, create, alter, drop, truncate, optimize on bellwether.* to projections',
    create('market_data'),
    'grant create database, create table, alter ttl, insert on market.* to market_data',
    `${create('analyst')} settings readonly = 2, max_execution_time = 60, max_memory_usage = 4000000000, max_result_rows = 1000000`,
    'grant select on bellwether.* to analyst',
    'grant select on market.* to analyst',
  ];
}
