import { keysTouched, type Rows } from '../../runtime/fold.ts';
import type { Projection } from '../../runtime/projection.ts';
import type { RecordedFact } from '../../runtime/recorded-fact.ts';
import type { RowCache } from '../../runtime/row-cache.ts';
import type { FactBatch } from './fact-batch.ts';
import type { TableStatements, Transaction } from './table-statements.ts';

/** A build that is being written. */
export interface Target {
  readonly projection: Projection;
  readonly name: string;
  readonly statements: TableStatements;
  readonly cache: RowCache;
  readonly months: Set<string>;
  position: bigint;
  live: boolean;
  parked: ReadonlySet<string>;
  parkedRevision: bigint;
}

/** What one build has to do with a batch. */
export interface Work {
  readonly target: Target;
  readonly facts: readonly RecordedFact[];
  /** The rows that the facts touch, as they are stored. */
  readonly rows: Rows;
}

/** Asks for the rows that a batch touches, unless they are remembered. */
export async function load(sql: Transaction, target: Target, batch: FactBatch): Promise<Work> {
  const { projection, statements, cache, position } = target;
  const behind = batch.facts[0];
  const facts =
    behind !== undefined && behind.position > position
      ? batch.facts
      : batch.facts.filter((fact) => fact.position > position);
  const rows: Rows = new Map();
  const missing = cache.take(keysTouched(projection, facts), rows);
  if (missing.length > 0)
    for (const row of await statements.select(sql, missing))
      rows.set(row[projection.key] as string, row);
  return { target, facts, rows };
}
