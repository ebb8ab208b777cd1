import { foldFacts, keysTouched, type Row, type Rows } from '../runtime/fold.ts';
import type { Projection } from '../runtime/projection.ts';
import type { RecordedFact } from '../runtime/recorded-fact.ts';
import { BucketSums, bucketOf } from './bucket-sums.ts';
import { rowDigest, rowText } from './row-digest.ts';

/**
 * Rows that hardly any fact touches again once the facts of their event are in: they are added up and forgotten. Rows of
 * read models that are not named here are few, and kept.
 */
const ENDED: Readonly<Record<string, (row: Row) => boolean>> = {
  orders: ({ leaves }) => leaves === 0n,
  trades: () => true,
  command_outcomes: () => true,
};

/** What identifies a row: of a chain also its place in it. */
export function rowKey({ key, grain }: Projection, row: Row): string {
  const name = row[key] as string;
  return grain === 'chain' ? `${name}/${row['sequence'] as bigint}` : name;
}

/** Folds facts into rows and keeps those that may change yet, and the sums of all others. */
export class FoldSums {
  readonly projection: Projection;
  /** Buckets with a row that was forgotten and changed afterwards: their sums say nothing. */
  readonly late = new Set<number>();
  readonly #concerns: (row: Row) => boolean;
  readonly #rows: Rows = new Map();
  readonly #sums = new BucketSums();

  constructor(projection: Projection, concerns: (row: Row) => boolean) {
    this.projection = projection;
    this.#concerns = concerns;
  }

  /** @param facts of whole events. */
  add(facts: readonly RecordedFact[]): void {
    const { projection } = this;
    // What a fact does that its reaction throws at is nothing, here as in the table.
    const { written } = foldFacts(projection, facts, this.#rows);
    const ended = ENDED[projection.name];
    if (projection.grain !== 'entity') for (const row of written) this.#sum(this.#sums, row);
    else if (ended !== undefined) {
      this.#noteLate(facts);
      for (const row of written)
        if (ended(row)) {
          this.#sum(this.#sums, row);
          this.#rows.delete(rowKey(projection, row));
        }
    }
  }

  /** Sums of all rows as of the last fact. */
  expected(): BucketSums {
    const sums = new BucketSums(this.#sums);
    if (this.projection.grain !== 'entity') return sums;
    for (const row of this.#rows.values()) if (row !== undefined) this.#sum(sums, row);
    return sums;
  }

  /** A fact that changes a row, and made none where none is known: it may have changed one that is forgotten. */
  #noteLate(facts: readonly RecordedFact[]): void {
    for (const key of keysTouched(this.projection, facts))
      if (this.#rows.get(key) === undefined) this.late.add(bucketOf(key));
  }

  #sum(sums: BucketSums, row: Row): void {
    if (this.#concerns(row)) sums.add(rowKey(this.projection, row), rowText(row));
  }
}

/** Digests of the rows of some buckets as the log makes them, by key. */
export async function foldExactly(
  projection: Projection,
  log: AsyncIterable<readonly RecordedFact[]>,
  buckets: ReadonlySet<number>,
  concerns: (row: Row) => boolean,
): Promise<Map<string, string>> {
  const isMeant = (key: string): boolean => buckets.has(bucketOf(key));
  // The rows of a chain, and those that facts join, follow from each other, whatever bucket they are in.
  const narrowed: Projection =
    projection.grain === 'chain' || projection.joins.size > 0
      ? projection
      : { ...projection, keysOf: (fact) => projection.keysOf(fact).filter(isMeant) };
  const rows: Rows = new Map();
  const digests = new Map<string, string>();
  const note = (row: Row): void => {
    const key = rowKey(projection, row);
    if (isMeant(key) && concerns(row)) digests.set(key, rowDigest(row));
  };
  for await (const facts of log) {
    const { written } = foldFacts(narrowed, facts, rows);
    if (projection.grain !== 'entity') for (const row of written) note(row);
  }
  if (projection.grain === 'entity')
    for (const row of rows.values()) if (row !== undefined) note(row);
  return digests;
}
