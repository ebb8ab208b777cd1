import type { Sql } from '@bellwether/platform/postgres';
import type { Projection } from '../../runtime/projection.ts';
import { BUILD_COLUMNS, buildOf, type Build } from './builds.ts';
import { BuildSwitchedError, ProjectorFencedError, VersionMismatchError } from './errors.ts';
import type { ProjectorScope } from './fact-batch.ts';
import type { Transaction } from './table-statements.ts';

/** A projection and the build of it that is being written. */
interface Claimed {
  readonly projection: Projection;
  readonly build: Build;
}

/** What a projector has made its own, and what it cannot write. */
export interface Claim {
  readonly epoch: bigint;
  readonly builds: readonly Claimed[];
  /** Of these another version is in force than the program's, or none: they are not written until that is switched. */
  readonly mismatched: readonly VersionMismatchError[];
}

/**
 * Makes builds one's own by raising their epoch. Builds that others write are left alone, and so are those in force that
 * have another version than the program, and read models that have none in force yet.
 * @throws VersionMismatchError where every build has another version: there is nothing to do.
 */
export async function claimBuilds(
  sql: Sql,
  projections: readonly Projection[],
  scope: ProjectorScope,
): Promise<Claim> {
  return sql.begin(async (transaction) => {
    const found = await transaction.unsafe(
      `select ${BUILD_COLUMNS} from read_models.checkpoints
       where ${scope === 'active' ? "state = 'active'" : 'name = $1'} order by name for update`,
      scope === 'active' ? [] : [scope.shadow],
    );
    const known = found.map(buildOf);
    const builds: Claimed[] = [];
    const mismatched: VersionMismatchError[] = [];
    for (const projection of projections) {
      const build = known.find((candidate) => candidate.projection === projection.name);
      if (build?.version === projection.version) builds.push({ projection, build });
      else mismatched.push(new VersionMismatchError(projection, build?.name));
    }
    if (builds.length === 0 && mismatched[0] !== undefined) throw mismatched[0];
    const [row] = await transaction<{ epoch: string }[]>`
      select max(epoch) + 1 as epoch from read_models.checkpoints`;
    const epoch = row?.epoch ?? '1';
    await transaction`
      update read_models.checkpoints set epoch = ${epoch}::int8
      where name = any(${builds.map(({ build }) => build.name)})`;
    return { epoch: BigInt(epoch), builds, mismatched };
  });
}

/** Whether builds that could not be written have been replaced since: they are to be claimed. */
export async function isSwitched(
  sql: Transaction,
  mismatched: readonly VersionMismatchError[],
): Promise<boolean> {
  if (mismatched.length === 0) return false;
  const found = await sql<{ projection: string; name: string }[]>`
    select projection, name from read_models.checkpoints
    where state = 'active' and projection = any(${mismatched.map(({ projection }) => projection)})`;
  const inForce = new Map(found.map(({ projection, name }) => [projection, name]));
  return mismatched.some(({ projection, active }) => inForce.get(projection) !== active);
}

/** Why checkpoints are not ours any more: another build is in force, or another projector is at work. */
export async function whoTookOver(sql: Transaction, builds: readonly string[]): Promise<Error> {
  const active = await sql<{ name: string }[]>`
    select name from read_models.checkpoints where state <> 'retired' and name = any(${builds as string[]})`;
  const gone = builds.filter((build) => !active.some(({ name }) => name === build));
  return gone.length > 0
    ? new BuildSwitchedError(`no longer in force: ${gone.join(', ')}`)
    : new ProjectorFencedError('another projector has taken over');
}
