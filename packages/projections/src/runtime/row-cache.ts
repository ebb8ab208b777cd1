import type { Row, Rows } from './fold.ts';

/**
 * Rows that are likely to be needed again, in two generations: when the younger is full it becomes the older, and what
 * was in that and has not been touched since is forgotten. Removing rows one by one costs more than all the rest.
 */
export class RowCache {
  readonly #generationRows: number;
  #young = new Map<string, Row>();
  #old: ReadonlyMap<string, Row> = new Map();

  /** @param capacity most rows that are kept, between two batches. */
  constructor(capacity: number) {
    this.#generationRows = Math.ceil(capacity / 2);
  }

  /** Puts the known ones of `keys` into `rows` and returns the others. */
  take(keys: ReadonlySet<string>, rows: Rows): readonly string[] {
    const missing: string[] = [];
    for (const key of keys) {
      const row = this.#young.get(key) ?? this.#old.get(key);
      if (row === undefined) missing.push(key);
      else rows.set(key, row);
    }
    return missing;
  }

  /** Remembers committed rows. */
  keep(rows: Rows): void {
    for (const [key, row] of rows) {
      if (row === undefined) continue;
      if (this.#young.size >= this.#generationRows && !this.#young.has(key)) {
        this.#old = this.#young;
        this.#young = new Map();
      }
      this.#young.set(key, row);
    }
  }

  /** Forgets everything: what was folded is not what was committed. */
  clear(): void {
    this.#young = new Map();
    this.#old = new Map();
  }
}
