import { buildTable } from '../stores/postgres/builds.ts';
import { deadLetterKeys } from '../stores/postgres/dead-letters.ts';
import type { Transaction } from '../stores/postgres/table-statements.ts';
import type { Projection } from '../runtime/projection.ts';
import { readLog } from '../runtime/read-log.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { ReadModelAudit } from '../verify/read-model-diff.ts';
import { lockBuild, projectionOf } from './catalog.ts';
import type { BlueGreenAccess } from './rebuild.ts';
import { atSamePosition } from './same-position.ts';

/** How two versions of the same truth compare. */
export interface Comparison {
  /** What was compared with what, and where. */
  readonly what: string;
  readonly rows: number;
  /** Over all rows of the build that was checked, whatever their order. */
  readonly digest: string;
  /** No row differs, and no fact is missing from either. */
  readonly equal: boolean;
  /** Facts that are parked or were skipped: the rows are right without them, and not what the log says. */
  readonly deadLetters: number;
  /** Keys of rows that are missing, superfluous or different; the first hundred. */
  readonly differing: readonly string[];
}

/**
 * Compares the shadow with the build in force, row by row, at one and the same position, while orders flow. Where their
 * shapes differ, or the build in force stays behind, the shadow is compared with the log instead.
 */
export async function compareShadow(access: BlueGreenAccess, name: string): Promise<Comparison> {
  const projection = projectionOf(name, access.projections);
  return access.owner.begin('isolation level repeatable read read only', async (snapshot) => {
    const at = await atSamePosition(access, projection, async (_, active, shadow) => {
      // The snapshot's first statement fixes what it sees: both builds, at one position.
      await snapshot`select from read_models.checkpoints`;
      return { active, shadow };
    });
    await snapshot`set local statement_timeout = 0`;
    const { active, shadow } = at;
    if (active.version !== shadow.version || active.position !== shadow.position)
      return compareWithLog(access, snapshot, projection, shadow.name, shadow.position);
    const [keys, tables] = [keyColumns(projection), [active, shadow].map(tableOf)];
    const [rows, digest] = await digestOf(snapshot, tableOf(shadow));
    const differing = await differingKeys(snapshot, keys, tables as [string, string]);
    const deadLetters =
      (await lacking(snapshot, active.name)) + (await lacking(snapshot, shadow.name));
    return {
      what: `${shadow.name} and ${active.name} at ${active.position}`,
      rows,
      digest,
      equal: differing.length === 0 && deadLetters === 0,
      deadLetters,
      differing,
    };
  });
}

/** Compares the build in force with a fold of the log from zero, at one moment. @throws VersionMismatchError */
export async function verifyAgainstLog(access: BlueGreenAccess, name: string): Promise<Comparison> {
  const projection = projectionOf(name, access.projections);
  const active = await access.owner.begin((sql) => lockBuild(sql, name, 'active'));
  return access.owner.begin('isolation level repeatable read read only', async (snapshot) => {
    await snapshot`set local statement_timeout = 0`;
    const [row] = await snapshot<{ position: string }[]>`
      select position from read_models.checkpoints where name = ${active.name}`;
    return compareWithLog(access, snapshot, projection, active.name, BigInt(row?.position ?? -1));
  });
}

async function compareWithLog(
  { eventStore }: BlueGreenAccess,
  snapshot: Transaction,
  projection: Projection,
  build: string,
  position: bigint,
): Promise<Comparison> {
  const audit = new ReadModelAudit([projection]);
  await snapshot`set local idle_in_transaction_session_timeout = 0`;
  const log = (): AsyncIterable<readonly RecordedFact[]> =>
    readLog(eventStore, undefined, position);
  for await (const facts of log()) audit.add(facts);
  const { differing, deadLetters } = await audit.compareBuild(
    snapshot,
    log,
    projection.name,
    build,
  );
  const [rows, digest] = await digestOf(snapshot, `read_models.${buildTable(build)}`);
  return {
    what: `${build} and the log up to ${position}`,
    rows,
    digest,
    equal: differing.length === 0 && deadLetters === 0,
    deadLetters,
    differing,
  };
}

async function lacking(sql: Transaction, build: string): Promise<number> {
  const counts = (await deadLetterKeys(sql, build)).values();
  return counts.reduce((sum, count) => sum + count, 0);
}

const tableOf = ({ name }: { readonly name: string }): string => `read_models.${buildTable(name)}`;

/** What identifies a row, as SQL. */
function keyColumns({ key, grain }: Projection): string {
  const column = key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return grain === 'chain' ? `${column} || '/' || sequence` : `${column}::text`;
}

async function digestOf(sql: Transaction, table: string): Promise<readonly [number, string]> {
  const [row] = await sql.unsafe<{ rows: string; digest: string }[]>(
    `select count(*) as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as digest from ${table} as t`,
  );
  return [Number(row?.rows ?? 0), row?.digest ?? '0'];
}

async function differingKeys(
  sql: Transaction,
  key: string,
  [active, shadow]: readonly [string, string],
): Promise<readonly string[]> {
  const hashed = (table: string): string =>
    `select ${key} as key, hashtextextended(t::text, 0) as hash from ${table} as t`;
  const rows = await sql.unsafe<{ key: string }[]>(
    `select key from (${hashed(active)}) as a full join (${hashed(shadow)}) as b using (key)
     where a.hash is distinct from b.hash order by key limit 100`,
  );
  return rows.map((row) => row.key);
}
