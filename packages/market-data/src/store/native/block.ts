import type { NativeColumn } from './columns.ts';
import { text, varint, type Reused } from './wire.ts';

/** What a column is in ClickHouse, and what its rows are gathered in. */
export interface ColumnSpec<Column extends NativeColumn = NativeColumn> {
  readonly type: string;
  /** How it is compressed; empty: as the server does by default. */
  readonly codec: string;
  /** For people who ask: what it is, with its unit. */
  readonly comment: string;
  readonly make: (capacity: number) => Column;
}

export type ColumnSpecs = Readonly<Record<string, ColumnSpec>>;

/** The columns that specifications make. */
export type MadeColumns<Specs extends ColumnSpecs> = {
  readonly [Name in keyof Specs]: ReturnType<Specs[Name]['make']>;
};

/** Rows of a table in memory that was taken once and for all, column by column. */
export class Block<Specs extends ColumnSpecs> {
  readonly columns: MadeColumns<Specs>;
  readonly capacity: number;
  /** Rows that are in it. */
  count = 0;
  readonly #specs: Specs;

  constructor(specs: Specs, capacity: number) {
    this.#specs = specs;
    this.capacity = capacity;
    this.columns = Object.fromEntries(
      Object.entries(specs).map(([name, { make }]) => [name, make(capacity)]),
    ) as MadeColumns<Specs>;
  }

  /** All rows as one block of the format Native, in memory that is used again; the block is empty afterwards. */
  take(memory: Reused): Uint8Array {
    const parts = [varint(Object.keys(this.#specs).length), varint(this.count)];
    for (const [name, { type }] of Object.entries(this.#specs))
      parts.push(text(name), text(type), ...this.columns[name]!.encode(this.count));
    this.count = 0;
    return memory.join(parts);
  }
}
