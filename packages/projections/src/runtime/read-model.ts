import type { PgTableWithColumns, TableConfig } from 'drizzle-orm/pg-core';
import type { RecordedFact } from './recorded-fact.ts';

/** What a change of a row is published as, after it is committed. */
export interface Announcement {
  /** Subject below `evt.`; tokens as NATS allows them. */
  readonly subject: string;
  readonly payload: unknown;
}

/**
 * A Postgres read model declared as data and pure functions: which rows a fact touches, and what becomes of each. The
 * runtime loads, folds, writes and checkpoints; a row is a function of the facts that touched it and of nothing else.
 */
export interface ReadModel<Row extends object> {
  /** Name and version name the checkpoint; a change of meaning is a new version. */
  readonly name: string;
  readonly version: number;
  // drizzle's generic table type; the rows' shape is checked through `Row`.
  readonly table: PgTableWithColumns<TableConfig>;
  /** The row's field that is its primary key (text or uuid). */
  readonly key: keyof Row & string;
  /** Keys of the rows that a fact touches. */
  keysOf(recorded: RecordedFact): readonly string[];
  /** The row after the fact. @param row undefined where there is none yet. */
  evolve(row: Row | undefined, recorded: RecordedFact, key: string): Row | undefined;
  /** What to tell the world about a changed row, if anything. */
  announce?(row: Row): Announcement;
}

/** A read model whatever its row: what the runtime works with. */
export type AnyReadModel = ReadModel<Record<string, unknown>>;

/** Declares a read model; the runtime needs no row types. */
export function readModel<Row extends object>(definition: ReadModel<Row>): AnyReadModel {
  return definition as unknown as AnyReadModel;
}
