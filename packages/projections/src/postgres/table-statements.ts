import { getTableColumns } from 'drizzle-orm';
import { CasingCache } from 'drizzle-orm/casing';
import { getTableConfig, type PgColumn } from 'drizzle-orm/pg-core';
import type { Sql } from '@bellwether/platform';
import type { Row } from '../runtime/fold.ts';
import type { AnyReadModel } from '../runtime/read-model.ts';

interface Column {
  readonly field: string;
  readonly name: string;
  readonly type: string;
  readonly read: (value: unknown) => unknown;
}

/** A transaction of a connection pool. */
export type Transaction = Parameters<Parameters<Sql['begin']>[1]>[0];

const PAGE_ROWS = 1_000;

/** Reads and writes rows of one read model in bulk: one statement however many rows. */
export class TableStatements {
  readonly #columns: readonly Column[];
  readonly #all: string;
  readonly #select: string;
  readonly #upsert: string;

  constructor(model: AnyReadModel) {
    const { name, schema } = getTableConfig(model.table);
    const table = `${schema}.${name}`;
    this.#columns = columnsOf(model);
    const key = this.#columns.find((column) => column.field === model.key);
    if (key === undefined) throw new TypeError(`${model.name} has no column ${model.key}`);
    const names = this.#columns.map((column) => column.name).join(', ');
    const arrays = this.#columns.map((column, i) => `$${i + 1}::${column.type}[]`).join(', ');
    const updates = this.#columns
      .filter((column) => column !== key)
      .map((column) => `${column.name} = excluded.${column.name}`)
      .join(', ');
    this.#all = `select ${names} from ${table}`;
    this.#select = `select ${names} from ${table} where ${key.name} = any($1::${key.type}[])`;
    this.#upsert =
      `insert into ${table} (${names}) select * from unnest(${arrays}) ` +
      `on conflict (${key.name}) do update set ${updates}`;
  }

  async select(sql: Transaction, keys: readonly string[]): Promise<readonly Row[]> {
    const found = await sql.unsafe(this.#select, [keys as string[]], { prepare: true });
    return found.map((raw) => this.#row(raw));
  }

  /** Every row of the table, read piece by piece. */
  async *all(sql: Sql | Transaction): AsyncGenerator<Row> {
    for await (const page of sql.unsafe(this.#all).cursor(PAGE_ROWS))
      for (const raw of page) yield this.#row(raw);
  }

  #row(raw: Readonly<Record<string, unknown>>): Row {
    return Object.fromEntries(
      this.#columns.map(({ field, name, read }) => [field, read(raw[name])]),
    );
  }

  async upsert(sql: Transaction, rows: readonly Row[]): Promise<void> {
    const arrays = this.#columns.map(({ field }) => rows.map((row) => text(row[field])));
    await sql.unsafe(this.#upsert, arrays as string[][], { prepare: true });
  }
}

function columnsOf(model: AnyReadModel): readonly Column[] {
  const casing = new CasingCache('snake_case');
  return Object.entries(getTableColumns(model.table)).map(([field, column]) => {
    const drizzle = column as PgColumn;
    return {
      field,
      name: casing.getColumnCasing(drizzle),
      type: drizzle.getSQLType().replace(/\(.*\)/, ''),
      read: (value) => (value === null ? null : drizzle.mapFromDriverValue(value)),
    };
  });
}

/** Arrays travel as text; the statement's casts give them their types. */
function text(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value as string | number | bigint);
}
