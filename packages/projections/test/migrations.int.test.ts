import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { startReadStores, type ReadStores } from '@bellwether/testkit';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listBuilds, migrateReadModels, PROJECTIONS } from '../src/index.ts';
import { definitionOf } from '../src/stores/postgres/create-table.ts';
import { PostgresProjector } from '../src/stores/postgres/projector.ts';
import { recorded, story } from './story.ts';

// An installation from before positions knew short sales: its read models stand at the end of its log.

const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));
const FORMER = ['instruments', 'accounts', 'positions', 'orders', 'trades', 'command_outcomes'];
/** What the migrations say that there are: later read models are created as they are declared. */
const MIGRATIONS = join(import.meta.dirname, '../migrations');
const MIGRATED = PROJECTIONS.filter(({ name, version }) =>
  readdirSync(MIGRATIONS, { encoding: 'utf8' }).some(
    (file) =>
      file.endsWith('.sql') &&
      readFileSync(join(MIGRATIONS, file), 'utf8').includes(`"${name}_v${version}"`),
  ),
);
const facts = recorded(story);
const HEAD = facts.at(-1)?.position ?? 0n;

let stores: ReadStores;
let owner: Sql;

beforeAll(async () => {
  stores = await startReadStores(directory);
  const former = join(directory, 'migrations');
  cpSync(MIGRATIONS, former, { recursive: true });
  const file = join(former, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: unknown[] };
  writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.slice(0, 3) }));
  owner = connectPostgres({ url: stores.ownerUrl, name: 'test' });
  const own = connectPostgres({ url: stores.ownerUrl, name: 'migrations', connections: 1 });
  await migrate(drizzle(own), {
    migrationsFolder: former,
    migrationsSchema: 'read_models_migrations',
  });
  await own.end();
  for (const name of [...FORMER, 'audit_log']) {
    await owner.unsafe(
      `insert into read_models.checkpoints (name, projection, version, build, state, position, epoch, live)
       values ('${name}@1', '${name}', 1, 1, 'active', ${HEAD}, 1, true)`,
    );
    await owner.unsafe(`create view read_models.${name} as select * from read_models.${name}_v1`);
  }
  // A build of a rebuild is in the way too.
  await owner`create table read_models.positions_v1_2 (like read_models.positions_v1)`;
  await owner`insert into read_models.checkpoints (name, projection, version, build, state, position, epoch, live)
    values ('positions@1.2', 'positions', 1, 2, 'retired', 1, 1, false)`;
});

afterAll(async () => {
  await owner.end();
  await stores.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('an installation of an earlier version gets new tables, which are filled from the log; the others go on', async () => {
  await migrateReadModels(stores.ownerUrl);
  const builds = await listBuilds(owner);
  // A read model that is new is built beside the others, by `projections upgrade`.
  expect(MIGRATED.length).toBe(4);
  // Version 2 of the orders only made its table, and that of the commands has none yet: `projections upgrade` fills them
  // and switches. Accounts, positions and trades of before are of versions that nothing reads: they are built anew, as what
  // is new.
  const inForce = (name: string, version: number): number => (name === 'orders' ? 1 : version);
  expect(builds.map(({ name, state }) => `${name} ${state}`).toSorted()).toEqual(
    [
      ...MIGRATED.map(({ name, version }) => `${name}@${inForce(name, version)} active`),
      'command_outcomes@1 active',
    ].toSorted(),
  );
  const at = (name: string, among = builds): bigint | undefined =>
    among.find(({ projection }) => projection === name)?.position;
  expect([at('orders'), at('audit_log'), at('market_sessions')]).toEqual([HEAD, HEAD, -1n]);
  expect([at('positions'), at('accounts'), at('trades')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);

  const sql = connectPostgres({ url: stores.projectorUrl, name: 'projector' });
  const projector = new PostgresProjector(sql, PROJECTIONS);
  await projector.takeOver();
  expect(projector.position).toBe(-1n);
  await projector.apply({ facts, position: HEAD });
  expect(at('market_sessions', await listBuilds(owner))).toBe(HEAD);
  const readerSql = connectPostgres({ url: stores.readerUrl, name: 'reader' });
  // What stood at the end of the log has not been applied again.
  expect(await readerSql`select count(*)::int as n from read_models.audit_log`).toEqual([{ n: 0 }]);
  await Promise.all([sql.end(), readerSql.end()]);
});

/** Columns in their order, primary key, other indexes and partitioning of a table, whatever it is called. */
async function shapeOf(table: string): Promise<unknown> {
  const columns = await owner`
    select attname as name, format_type(atttypid, atttypmod) as type, attnotnull as "notNull"
    from pg_attribute where attrelid = ${`read_models.${table}`}::regclass and attnum > 0 order by attnum`;
  const indexes = await owner<{ text: string }[]>`
    select pg_get_indexdef(indexrelid) as text from pg_index where indrelid = ${`read_models.${table}`}::regclass`;
  const [partitions] = await owner`
    select pg_get_partkeydef(${`read_models.${table}`}::regclass) as key`;
  return {
    columns: [...columns],
    indexes: indexes.map(({ text }) => text.replace(/INDEX \S+ ON .* USING/, 'USING')).toSorted(),
    partitions: partitions?.['key'],
  };
}

test.each(MIGRATED)(
  'the table of $name as it is declared is the one that migrations have made',
  async (projection) => {
    for (const statement of definitionOf(projection, `declared_${projection.name}`))
      await owner.unsafe(statement);
    const shape = await shapeOf(`declared_${projection.name}`);
    expect(shape).toEqual(await shapeOf(`${projection.name}_v${projection.version}`));
    await owner.unsafe(`drop table read_models.declared_${projection.name}`);
  },
);
