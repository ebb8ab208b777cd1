import type { Sql } from '@bellwether/platform/postgres';
import { factFromJson, factJson } from '../../runtime/fact-json.ts';
import type { Refused } from '../../runtime/fold.ts';
import type { RecordedFact } from '../../runtime/recorded-fact.ts';
import type { Transaction } from './table-statements.ts';

/** A fact that a row lacks, and why. */
export interface DeadLetter {
  readonly id: bigint;
  readonly build: string;
  readonly key: string;
  readonly recorded: RecordedFact;
  readonly error: string;
  readonly state: 'parked' | 'skipped';
  readonly parkedAt: Date;
}

/** Which dead letters: each condition that is given holds. */
export interface DeadLetterFilter {
  readonly id?: bigint;
  readonly build?: string;
  readonly key?: string;
  readonly state?: 'parked' | 'skipped';
}

const LIST_MAX = 10_000;

/** Puts facts aside in the transaction that passes over them. */
export async function park(
  sql: Transaction,
  build: string,
  refused: readonly Refused[],
): Promise<void> {
  if (refused.length === 0) return;
  const columns = refused.map(({ key, recorded, error }) => [
    build,
    key,
    `${recorded.position}`,
    `${recorded.index}`,
    `${recorded.entryIndex}`,
    recorded.stream,
    `${recorded.at}`,
    recorded.commandId,
    recorded.principal,
    recorded.fact.type,
    JSON.stringify(factJson(recorded.fact)),
    error.message,
  ]);
  await sql.unsafe(
    `insert into read_models.dead_letters
       (build, key, position, batch_index, entry_index, stream, at, command_id, principal, type, data, error)
     select build, key, position, batch_index, entry_index, stream, at, command_id, principal, type, data::jsonb, error
     from unnest($1::text[], $2::text[], $3::int8[], $4::int[], $5::int[], $6::text[], $7::int8[], $8::uuid[],
                 $9::text[], $10::text[], $11::text[], $12::text[])
       as letter (build, key, position, batch_index, entry_index, stream, at, command_id, principal, type, data, error)`,
    Array.from({ length: 12 }, (_, column) => columns.map((row) => row[column])) as string[][],
  );
}

/** Keys of a build that are parked: facts of theirs must wait too. */
export async function parkedKeys(
  sql: Sql | Transaction,
  build: string,
): Promise<ReadonlySet<string>> {
  const rows = await sql<{ key: string }[]>`
    select distinct key from read_models.dead_letters where build = ${build} and state = 'parked'`;
  return new Set(rows.map(({ key }) => key));
}

/** How many facts each key of a build lacks, parked or skipped. */
export async function deadLetterKeys(
  sql: Sql | Transaction,
  build: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await sql<{ key: string; count: number }[]>`
    select key, count(*)::int as count from read_models.dead_letters where build = ${build} group by key`;
  return new Map(rows.map(({ key, count }) => [key, count]));
}

/** Dead letters in the order of the log within build and key; ten thousand at most. */
export async function deadLetters(
  sql: Sql | Transaction,
  filter: DeadLetterFilter = {},
): Promise<readonly DeadLetter[]> {
  const { id, build, key, state } = filter;
  const rows = await sql<Record<string, string>[]>`
    select id, build, key, position, batch_index, entry_index, stream, at, command_id, principal, type, data, error,
           state, parked_at
    from read_models.dead_letters
    where ${id === undefined ? sql`true` : sql`id = ${`${id}`}::int8`}
      and ${build === undefined ? sql`true` : sql`build = ${build}`}
      and ${key === undefined ? sql`true` : sql`key = ${key}`}
      and ${state === undefined ? sql`true` : sql`state = ${state}`}
    order by build, key, position, batch_index limit ${LIST_MAX}`;
  return rows.map(letterOf);
}

function letterOf(row: Readonly<Record<string, unknown>>): DeadLetter {
  const text = (column: string): string => row[column] as string;
  return {
    id: BigInt(text('id')),
    build: text('build'),
    key: text('key'),
    recorded: {
      fact: factFromJson(text('type'), row['data']),
      position: BigInt(text('position')),
      index: Number(row['batch_index']),
      entryIndex: Number(row['entry_index']),
      stream: text('stream'),
      at: BigInt(text('at')),
      commandId: text('command_id'),
      principal: text('principal'),
    },
    error: text('error'),
    state: row['state'] as DeadLetter['state'],
    parkedAt: row['parked_at'] as Date,
  };
}
