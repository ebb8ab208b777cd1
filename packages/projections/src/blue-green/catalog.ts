import type { Sql } from '@bellwether/platform/postgres';
import {
  BUILD_COLUMNS,
  buildName,
  buildOf,
  buildTable,
  type Build,
} from '../stores/postgres/builds.ts';
import { createTable } from '../stores/postgres/create-table.ts';
import { PROJECTIONS } from '../capabilities/capabilities.ts';
import type { Transaction } from '../stores/postgres/table-statements.ts';
import type { Projection } from '../runtime/projection.ts';
import { postponeIndexes } from './postponed-indexes.ts';

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

/** The projection of a name. @param projections of the program. @throws BuildError */
export function projectionOf(
  name: string,
  projections: readonly Projection[] = PROJECTIONS,
): Projection {
  const projection = projections.find((candidate) => candidate.name === name);
  if (projection !== undefined) return projection;
  const known = projections.map((candidate) => candidate.name).join(', ');
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

/**
 * The shadow of a projection, made where there is none: an empty table, as it is declared. Where another version is in
 * force, the last build of the program's own goes on: it was retired when that was switched.
 * @throws BuildError where a shadow of another version stands in the way.
 */
export async function ensureShadow(owner: Sql, projection: Projection): Promise<string> {
  return owner.begin(async (sql) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`shadow/${projection.name}`}))`;
    const builds = (await listBuilds(sql)).filter((build) => build.projection === projection.name);
    const { name, version } = projection;
    const shadow = builds.find(({ state }) => state === 'shadow');
    if (shadow !== undefined && shadow.version !== version)
      throw new BuildError(
        `${shadow.name} is in the way of version ${version}: bellwether projections drop ${shadow.name}`,
      );
    if (shadow !== undefined) return shadow.name;
    const same = builds.filter((build) => build.version === version);
    const last = same.at(-1);
    const active = builds.find(({ state }) => state === 'active');
    if (last !== undefined && active?.version !== version) {
      await sql`update read_models.checkpoints set state = 'shadow', live = false where name = ${last.name}`;
      return last.name;
    }
    const build = (last?.build ?? 0) + 1;
    const label = buildName(name, version, build);
    // A migration of an earlier release may have made it.
    const [table] = await sql`select to_regclass(${`read_models.${buildTable(label)}`}) as id`;
    if (table?.['id'] === null) await createTable(sql, projection, buildTable(label));
    await postponeIndexes(sql, buildTable(label));
    await sql`
      insert into read_models.checkpoints (name, projection, version, build, state, position, epoch, live)
      values (${label}, ${name}, ${version}, ${build}, 'shadow', -1, 0, false)`;
    return label;
  });
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
