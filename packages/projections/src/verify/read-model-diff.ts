import type { Sql } from '@bellwether/platform';
import { READ_MODELS } from '../postgres/read-models.ts';
import { TableStatements, type Transaction } from '../postgres/table-statements.ts';
import { foldFacts, type Row, type Rows } from '../runtime/fold.ts';
import type { AnyReadModel } from '../runtime/read-model.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';

/** How a read model's table compares with a fold of the log from zero. */
export interface ReadModelDiff {
  readonly model: string;
  readonly rows: number;
  /** Keys of rows that are missing, superfluous or different; the first hundred. */
  readonly differing: readonly string[];
}

const DIFFERENCES_MAX = 100;

/** Folds facts as they come and compares the result with what the tables hold. */
export class ReadModelAudit {
  readonly #folds: readonly { readonly model: AnyReadModel; readonly rows: Rows }[] =
    READ_MODELS.map((model) => ({ model, rows: new Map() }));

  add(facts: readonly RecordedFact[]): void {
    for (const { model, rows } of this.#folds) foldFacts(model, facts, rows);
  }

  async compare(sql: Sql | Transaction): Promise<readonly ReadModelDiff[]> {
    const diffs: ReadModelDiff[] = [];
    for (const { model, rows } of this.#folds) diffs.push(await compareOne(sql, model, rows));
    return diffs;
  }
}

async function compareOne(
  sql: Sql | Transaction,
  model: AnyReadModel,
  expected: Rows,
): Promise<ReadModelDiff> {
  const differing: string[] = [];
  const missing = new Set(expected.keys());
  let rows = 0;
  for await (const stored of new TableStatements(model).all(sql)) {
    rows += 1;
    const key = stored[model.key] as string;
    missing.delete(key);
    if (!equal(stored, expected.get(key))) differing.push(key);
  }
  for (const key of missing) differing.push(key);
  return {
    model: `${model.name}@${model.version}`,
    rows,
    differing: differing.slice(0, DIFFERENCES_MAX),
  };
}

function equal(stored: Row, expected: Row | undefined): boolean {
  return (
    expected !== undefined &&
    Object.keys(stored).every((field) => stored[field] === (expected[field] ?? null))
  );
}
