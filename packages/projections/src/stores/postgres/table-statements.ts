import { getTableColumns } from 'drizzle-orm';
import { CasingCache } from 'drizzle-orm/casing';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Sql } from '@bellwether/platform/postgres';
import type { Row } from '../../runtime/fold.ts';
import type { Projection } from '../../runtime/projection.ts';
import { arrayLiteral } from './array-literal.ts';
import { buildTable, versionOf } from './builds.ts';
import { MONTHLY } from './columns.ts';
import { VersionMismatchError } from './errors.ts';
import { RowCopy } from './row-copy.ts';

interface Column {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  /** Elements of an array of it may need quotes. */
  readonly quoted: boolean;
  readonly read: (value: unknown) => unknown;
}

/** A transaction of a connection pool. */
export type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0];

const PAGE_ROWS = 1_000;
/** Types whose values never hold a comma, a brace, a quote or white space. */
const UNQUOTED = new Set(['bigint', 'integer', 'numeric', 'boolean', 'uuid', 'date']);

/** Reads and writes rows of one build of a projection in bulk: one statement however many rows. */
export class TableStatements {
  readonly #columns: readonly Column[];
  readonly #key: Column;
  readonly #all: string;
  readonly #select: string;
  readonly #write: string;
  readonly #copy: string;
  /** Name of the table, without its schema. */
  readonly table: string;
  /** Whether the table has a partition for each month of its trade dates. */
  readonly monthly: boolean;

  /** @throws VersionMismatchError where the build has another version than the projection: other columns. */
  constructor(projection: Projection, build: string) {
    if (versionOf(build) !== projection.version) throw new VersionMismatchError(projection, build);
    this.table = buildTable(build);
    const table = `read_models.${this.table}`;
    this.#columns = columnsOf(projection);
    const key = this.#columns.find((column) => column.field === projection.key);
    if (key === undefined)
      throw new TypeError(`${projection.name} has no column ${projection.key}`);
    this.#key = key;
    this.monthly = this.#columns.some((column) => column.field === MONTHLY);
    const names = this.#columns.map((column) => column.name).join(', ');
    const arrays = this.#columns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ');
    // A partitioned table's primary key has the partition's day in it.
    const unique = this.monthly ? `${key.name}, trade_date` : key.name;
    const updates = this.#columns
      .filter((column) => column !== key && column.field !== MONTHLY)
      .map((column) => `${column.name} = excluded.${column.name}`)
      .join(', ');
    this.#copy = `copy ${table} (${names}) from stdin`;
    this.#all = `select ${names} from ${table}`;
    this.#select =
      projection.grain === 'chain'
        ? `select last.* from unnest($1::${key.type}[]) as k cross join lateral (
             select ${names} from ${table} where ${key.name} = k order by sequence desc limit 1) as last`
        : `select ${names} from ${table} where ${key.name} = any($1::${key.type}[])`;
    this.#write =
      `insert into ${table} (${names}) select * from unnest(${arrays})` +
      (projection.grain === 'entity' ? ` on conflict (${unique}) do update set ${updates}` : '');
  }

  /** The rows of an entity with these keys, or the last rows of these chains. */
  async select(sql: Transaction, keys: readonly string[]): Promise<readonly Row[]> {
    const found = await sql.unsafe(this.#select, [keys as string[]], { prepare: true });
    return found.map((raw) => this.#row(raw));
  }

  /** Every row of the table, read piece by piece. @param order columns to sort by. */
  async *all(sql: Sql | Transaction, order?: string): AsyncGenerator<Row> {
    const statement = order === undefined ? this.#all : `${this.#all} order by ${order}`;
    for await (const page of sql.unsafe(statement).cursor(PAGE_ROWS))
      for (const raw of page) yield this.#row(raw);
  }

  /** Rows that facts after a position have touched, and those with these keys. */
  async touched(sql: Transaction, after: bigint, keys: readonly string[]): Promise<readonly Row[]> {
    const found = await sql.unsafe(
      `${this.#all} where position > $1 or ${this.#key.name} = any($2::${this.#key.type}[]) order by position`,
      [`${after}`, keys as string[]],
    );
    return found.map((raw) => this.#row(raw));
  }

  #row(raw: Readonly<Record<string, unknown>>): Row {
    return Object.fromEntries(
      this.#columns.map(({ field, name, read }) => [field, read(raw[name])]),
    );
  }

  /** Inserts or replaces rows of an entity; adds rows of a log or chain. */
  async write(sql: Transaction, rows: readonly Row[]): Promise<void> {
    const arrays = this.#columns.map(({ field, quoted }) => arrayLiteral(rows, field, quoted));
    await sql.unsafe(this.#write, arrays, { prepare: true });
  }

  /** Begins to add rows that do not stand yet. The connection takes nothing else before it has ended. */
  async copy(sql: Transaction): Promise<RowCopy> {
    return new RowCopy(await sql.unsafe(this.#copy).writable(), this.#columns);
  }
}

function columnsOf(projection: Projection): readonly Column[] {
  const casing = new CasingCache('snake_case');
  const { postgres } = projection.tables;
  if (postgres === undefined) throw new TypeError(`${projection.name} has no table in Postgres`);
  return Object.entries(getTableColumns(postgres)).map(([field, column]) => {
    const drizzle = column as PgColumn;
    const type = drizzle.getSQLType().replace(/\(.*\)/, '');
    return {
      field,
      name: casing.getColumnCasing(drizzle),
      type,
      quoted: !UNQUOTED.has(type),
      // Days stay text: a Date would drag a time zone in.
      read: (value) =>
        value instanceof Date
          ? value.toISOString().slice(0, 10)
          : value === null
            ? null
            : drizzle.mapFromDriverValue(value),
    };
  });
}
