import type { Sql } from 'postgres';
import type { Projection } from '../../runtime/projection.ts';
import { projectionOfTable } from './builds.ts';

/** Signed heads and anchors are only added, as the audit log is: what was written down for an audit is nobody's to change. */
const SIGNED: ReadonlySet<string> = new Set(['audit_heads', 'audit_anchors']);

/** Rights on what there is and what will be, but for changing rows; those are given table by table. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  bellwether_projector: [
    'grant usage on schema read_models to bellwether_projector',
    'grant select, insert on all tables in schema read_models to bellwether_projector',
    'grant usage on all sequences in schema read_models to bellwether_projector',
    'grant execute on function read_models.ensure_month to bellwether_projector',
    'alter default privileges in schema read_models grant select, insert on tables to bellwether_projector',
    'alter default privileges in schema read_models revoke update, delete on tables from bellwether_projector',
  ],
  bellwether_reader: [
    'grant usage on schema read_models to bellwether_reader',
    'grant select on all tables in schema read_models to bellwether_reader',
    'alter default privileges in schema read_models grant select on tables to bellwether_reader',
  ],
};

/** Who may do what; roles that do not exist (an installation with one role for everything) are left out. @param sql as the owner. */
export async function grantRights(sql: Sql, projections: readonly Projection[]): Promise<void> {
  const roles = await sql<{ rolname: string }[]>`select rolname from pg_roles`;
  for (const { rolname } of roles)
    for (const grant of GRANTS[rolname] ?? []) await sql.unsafe(grant);
  const tables = await sql<{ relname: string }[]>`
    select relname from pg_class
    where relnamespace = 'read_models'::regnamespace and relkind in ('r', 'p')`;
  for (const { relname } of tables)
    await grantChanges(
      sql,
      relname,
      projections.find(({ name }) => name === projectionOfTable(relname)),
    );
}

/**
 * The projector's right to change rows of a table, or the lack of it: rows of a log or chain never change.
 * @param sql as the owner. @param projection whose rows are in it; undefined: the table is the runtime's own.
 */
export async function grantChanges(
  sql: Pick<Sql, 'unsafe'>,
  table: string,
  projection: Projection | undefined,
): Promise<void> {
  const [known] = await sql.unsafe(`select 1 from pg_roles where rolname = 'bellwether_projector'`);
  if (known === undefined) return;
  const isAddedTo = SIGNED.has(table) || (projection?.grain ?? 'entity') !== 'entity';
  const [verb, to] = isAddedTo ? ['revoke', 'from'] : ['grant', 'to'];
  await sql.unsafe(`${verb} update, delete on read_models."${table}" ${to} bellwether_projector`);
}
