import postgres from 'postgres';

/** Least privilege by role: one owns and migrates, one writes rows, one reads them. */
export const POSTGRES_ROLES = [
  'bellwether_owner',
  'bellwether_projector',
  'bellwether_reader',
] as const;

export type PostgresRole = (typeof POSTGRES_ROLES)[number];

export const POSTGRES_DATABASE = 'bellwether';

/** Connections of the readers: all of a server's default of 100 would keep the projector out. */
const READER_CONNECTIONS_MAX = 40;

/** What holds for readers that set nothing themselves. */
const READER_SETTINGS = [
  `statement_timeout = '30s'`,
  `idle_in_transaction_session_timeout = '30s'`,
  `lock_timeout = '5s'`,
  `default_transaction_read_only = on`,
];

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
    await sql.unsafe(`revoke temporary on database ${POSTGRES_DATABASE} from public`);
    await sql.unsafe(`alter role bellwether_reader connection limit ${READER_CONNECTIONS_MAX}`);
    for (const setting of READER_SETTINGS)
      await sql.unsafe(`alter role bellwether_reader set ${setting}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
  await keepLocksForWriters(superuser);
}

/** Advisory locks are for those who write: a reader that held one would stand in a rebuild's way. */
async function keepLocksForWriters(superuser: string): Promise<void> {
  const url = new URL(superuser);
  url.pathname = `/${POSTGRES_DATABASE}`;
  const sql = postgres(url.href, { max: 1, onnotice: () => undefined });
  try {
    const functions = await sql<{ name: string }[]>`
      select oid::regprocedure::text as name from pg_proc
      where pronamespace = 'pg_catalog'::regnamespace and proname like 'pg\\_%advisory\\_%'`;
    for (const { name } of functions) {
      await sql.unsafe(`revoke execute on function ${name} from public`);
      await sql.unsafe(
        `grant execute on function ${name} to bellwether_owner, bellwether_projector`,
      );
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Connection string of a role. */
export function roleUrl(role: PostgresRole, password: string, host: string, port: number): string {
  return `postgres://${role}:${password}@${host}:${port}/${POSTGRES_DATABASE}`;
}
