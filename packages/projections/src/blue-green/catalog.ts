import type { Sql } from '@bellwether/platform';
import { BUILD_COLUMNS, buildName, buildOf, buildTable, type Build } from '../postgres/builds.ts';
import { PROJECTIONS } from '../postgres/projections.ts';
import type { Transaction } from '../postgres/table-statements.ts';
import type { Projection } from '../runtime/projection.ts';

/** A build and what waits for it. */
export interface BuildStatus extends Build {
  /** In the schema `read_models`. */
  readonly table: string;
  /** Facts that are parked. */
  readonly parked: number;
}

/** There is no such projection or build, or it is not in the state that is needed. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
  readonly code = 'BUILD';
}

/** Every build, by projection, oldest first. */
export async function listBuilds(sql: Sql | Transaction): Promise<readonly BuildStatus[]> {
  const rows = await sql.unsafe(
    `select ${BUILD_COLUMNS},
            (select count(*)::int from read_models.dead_letters
             where dead_letters.build = checkpoints.name and dead_letters.state = 'parked') as parked
     from read_models.checkpoints order by projection, version, build`,
  );
  return rows.map((row) => {
    const build = buildOf(row);
    return { ...build, table: buildTable(build.name), parked: row['parked'] as number };
  });
}

/** The projection of a name. @throws BuildError */
export function projectionOf(name: string): Projection {
  const projection = PROJECTIONS.find((candidate) => candidate.name === name);
  if (projection !== undefined) return projection;
  const known = PROJECTIONS.map((candidate) => candidate.name).join(', ');
  throw new BuildError(`there is no read model ${name}; there are ${known}`);
}

/** The build of a projection in a state, locked until the transaction ends. @throws BuildError where there is none. */
export async function lockBuild(
  sql: Transaction,
  projection: string,
  state: 'active' | 'shadow',
): Promise<Build> {
  const [row] = await sql.unsafe(
    `select ${BUILD_COLUMNS} from read_models.checkpoints where projection = $1 and state = $2 for update`,
    [projection, state],
  );
  if (row !== undefined) return buildOf(row);
  throw new BuildError(
    state === 'shadow'
      ? `${projection} has no shadow; make one: bellwether projections rebuild ${projection} --shadow`
      : `no build of ${projection} is in force`,
  );
}

/** The shadow of a projection, made where there is none: an empty table like the one in force. */
export async function ensureShadow(owner: Sql, projection: Projection): Promise<string> {
  return owner.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`shadow/${projection.name}`}))`;
    const builds = (await listBuilds(sql)).filter((build) => build.projection === projection.name);
    const shadow = builds.find(({ state }) => state === 'shadow');
    if (shadow !== undefined) return shadow.name;
    const { name, version } = projection;
    const same = builds.filter((build) => build.version === version);
    const build = same.reduce((highest, one) => Math.max(highest, one.build), 0) + 1;
    const label = buildName(name, version, build);
    // The first table of a version comes from the migrations.
    if (same[0] !== undefined) await createLike(sql, same[0].table, buildTable(label));
    await sql`
      insert into read_models.checkpoints (name, projection, version, build, state, position, epoch, live)
      values (${label}, ${name}, ${version}, ${build}, 'shadow', -1, 0, false)`;
    return label;
  });
}

async function createLike(sql: Transaction, source: string, target: string): Promise<void> {
  const [row] = await sql<{ key: string | null }[]>`
    select pg_get_partkeydef(${`read_models.${source}`}::regclass) as key`;
  const partitions = row?.key ? `partition by ${row.key}` : '';
  await sql.unsafe(
    `create table read_models.${target} (like read_models.${source} including all) ${partitions}`,
  );
}

/** Removes a build, its table and its dead letters. @throws BuildError for one that readers see. */
export async function dropBuild(owner: Sql, name: string): Promise<void> {
  await owner.begin(async (sql) => {
    const [row] = await sql<{ state: string }[]>`
      select state from read_models.checkpoints where name = ${name} for update`;
    if (row === undefined) throw new BuildError(`there is no build ${name}`);
    if (row.state === 'active')
      throw new BuildError(`${name} is in force; switch to another first`);
    await sql`delete from read_models.checkpoints where name = ${name}`;
    await sql`delete from read_models.dead_letters where build = ${name}`;
    await sql.unsafe(`drop table read_models.${buildTable(name)}`);
  });
}
