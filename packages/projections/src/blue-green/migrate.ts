import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import { PROJECTIONS } from '../capabilities/capabilities.ts';
import type { Projection } from '../runtime/projection.ts';
import { buildName, buildTable } from '../stores/postgres/builds.ts';
import { createTable } from '../stores/postgres/create-table.ts';
import { grantRights } from '../stores/postgres/grants.ts';

/** Of the tables that the runtime itself needs, and of read models from before they were created as declared. */
const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Brings the database to the current schema. Repeating it is harmless, also by several at once. What is in force stays: a
 * new version of a read model gets its table when it is built, and is then switched to.
 * @param url of the role that owns the schema. @param projections of the program; default: this one's.
 */
export async function migrateReadModels(
  url: string,
  projections: readonly Projection[] = PROJECTIONS,
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    // Held by the one connection until it ends.
    await sql`select pg_advisory_lock(hashtext('read_models_migrations'))`;
    await migrate(drizzle(sql), {
      migrationsFolder: MIGRATIONS,
      migrationsSchema: 'read_models_migrations',
    });
    await firstBuilds(sql, projections);
    await grantRights(sql, projections);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * A projection without any build gets its first, in force at once, where readers can miss nothing: no read model has
 * anything yet, or a migration has emptied this one. Otherwise `upgrade` builds it beside the others, which go on.
 */
async function firstBuilds(owner: Sql, projections: readonly Projection[]): Promise<void> {
  const [found] = await owner<{ projections: string[]; filled: boolean }[]>`
    select coalesce(array_agg(projection), '{}') as projections, coalesce(max(position) >= 0, false) as filled
    from read_models.checkpoints`;
  for (const projection of projections) {
    const name = buildName(projection.name, projection.version, 1);
    const [table] = await owner`select to_regclass(${`read_models.${buildTable(name)}`}) as id`;
    const isThere = table?.['id'] !== null;
    if (found?.projections.includes(projection.name) === true) continue;
    if (found?.filled === true && !isThere) continue;
    await owner.begin(async (sql) => {
      if (!isThere) await createTable(sql, projection, buildTable(name));
      await sql`
        insert into read_models.checkpoints (name, projection, version, build, state, position, epoch, live)
        values (${name}, ${projection.name}, ${projection.version}, 1, 'active', -1, 0, false)`;
      await sql.unsafe(
        `create view read_models.${projection.name} as select * from read_models.${buildTable(name)}`,
      );
    });
  }
}
