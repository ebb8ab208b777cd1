import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const MIGRATIONS = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Who may do what; roles that do not exist (an installation with one role for everything) are left out. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  bellwether_projector: [
    'grant usage on schema read_models to bellwether_projector',
    'grant select, insert, update, delete on all tables in schema read_models to bellwether_projector',
    'grant usage on all sequences in schema read_models to bellwether_projector',
  ],
  bellwether_reader: [
    'grant usage on schema read_models to bellwether_reader',
    'grant select on all tables in schema read_models to bellwether_reader',
  ],
};

/** Brings the database to the current schema. Repeating it is harmless. @param url of the role that owns the schema. */
export async function migrateReadModels(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    await migrate(drizzle(sql), {
      migrationsFolder: MIGRATIONS,
      migrationsSchema: 'read_models_migrations',
    });
    const roles = await sql<{ rolname: string }[]>`select rolname from pg_roles`;
    for (const { rolname } of roles)
      for (const grant of GRANTS[rolname] ?? []) await sql.unsafe(grant);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
