import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import type { Projection } from '../../runtime/projection.ts';
import { buildName, buildTable } from './builds.ts';
import { grantRights } from './grants.ts';
import { PROJECTIONS } from '../../capabilities/projections.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../migrations', import.meta.url));

/** What a program brings along: its projections, and how their tables came to be. */
export interface Release {
  readonly projections: readonly Projection[];
  /** Directory. */
  readonly migrations: string;
}

/**
 * Brings the database to the current schema. Repeating it is harmless. What is in force stays: a new version of a
 * projection is an empty table until it is built and switched to.
 * @param url of the role that owns the schema. @param release default: this program.
 */
export async function migrateReadModels(
  url: string,
  { projections, migrations }: Release = { projections: PROJECTIONS, migrations: MIGRATIONS },
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await migrate(drizzle(sql), {
      migrationsFolder: migrations,
      migrationsSchema: 'read_models_migrations',
    });
    await firstBuilds(sql, projections);
    await grantRights(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** A projection without any build gets its first, in force at once: there is nothing that readers could miss. */
async function firstBuilds(sql: Sql, projections: readonly Projection[]): Promise<void> {
  for (const { name: projection, version } of projections) {
    const name = buildName(projection, version, 1);
    await sql`
      insert into read_models.checkpoints (name, projection, version, build, state, position, epoch, live)
      select ${name}, ${projection}, ${version}, 1, 'active', -1, 0, false
      where not exists (select from read_models.checkpoints where projection = ${projection})`;
    const [view] = await sql`select to_regclass(${`read_models.${projection}`}) as id`;
    if (view?.['id'] === null)
      await sql.unsafe(
        `create view read_models.${projection} as select * from read_models.${buildTable(name)}`,
      );
  }
}
