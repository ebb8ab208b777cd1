/**
 * Statements that create ClickHouse's users: `projections` writes the tables of the platform, `analyst` asks questions
 * within limits and changes nothing. Each can run again.
 * @param passwordOf letters and digits only, as they are written into the statements.
 */
export function clickHouseUsers(passwordOf: (user: string) => string): readonly string[] {
  const create = (user: string): string =>
    `create user or replace ${user} identified with sha256_password by '${passwordOf(user)}'`;
  return [
    'create database if not exists bellwether',
    create('projections'),
    'grant select, insert, create, alter, drop, truncate, optimize on bellwether.* to projections',
    `${create('analyst')} settings readonly = 2, max_execution_time = 60, max_memory_usage = 4000000000, max_result_rows = 1000000`,
    'grant select on bellwether.* to analyst',
  ];
}
