import postgres from 'postgres';

/** Least privilege by role: one owns and migrates, one writes rows, one reads them. */
export const POSTGRES_ROLES = [
  'bellwether_owner',
  'bellwether_projector',
  'bellwether_reader',
] as const;

export type PostgresRole = (typeof POSTGRES_ROLES)[number];

export const POSTGRES_DATABASE = 'bellwether';

/**
 * Creates roles and database, or brings an existing installation to the same state.
 * @param superuser connection string of a superuser.
 * @param passwordOf letters and digits only, as they are written into the statement.
 */
export async function provisionPostgres(
  superuser: string,
  passwordOf: (role: PostgresRole) => string,
): Promise<void> {
  const sql = postgres(superuser, { max: 1, onnotice: () => undefined });
  try {
    for (const role of POSTGRES_ROLES) {
      const password = passwordOf(role);
      if (!/^[A-Za-z0-9]{16,}$/.test(password))
        throw new TypeError(`password of ${role} has other characters`);
      const [known] = await sql`select 1 from pg_roles where rolname = ${role}`;
      const verb = known === undefined ? 'create' : 'alter';
      await sql.unsafe(
        `${verb} role ${role} login nosuperuser nocreatedb nocreaterole password '${password}'`,
      );
    }
    const [database] = await sql`select 1 from pg_database where datname = ${POSTGRES_DATABASE}`;
    if (database === undefined)
      await sql.unsafe(`create database ${POSTGRES_DATABASE} owner bellwether_owner`);
    await sql.unsafe(`revoke connect on database ${POSTGRES_DATABASE} from public`);
    await sql.unsafe(
      `grant connect on database ${POSTGRES_DATABASE} to bellwether_projector, bellwether_reader`,
    );
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Connection string of a role. */
export function roleUrl(role: PostgresRole, password: string, host: string, port: number): string {
  return `postgres://${role}:${password}@${host}:${port}/${POSTGRES_DATABASE}`;
}
