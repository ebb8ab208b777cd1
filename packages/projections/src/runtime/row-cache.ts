import type { Row, Rows } from './fold.ts';

/** Rows that are likely to be needed again. The least recently touched make room. */
export class RowCache {
  readonly #capacity: number;
  #rows = new Map<string, Row>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Moves the known ones of `keys` into `rows` and returns the others. */
  take(keys: ReadonlySet<string>, rows: Rows): readonly string[] {
    const missing: string[] = [];
    for (const key of keys) {
      const row = this.#rows.get(key);
      if (row === undefined) missing.push(key);
      else rows.set(key, row);
    }
    return missing;
  }

  /** Remembers committed rows. */
  keep(rows: Rows): void {
    for (const [key, row] of rows) {
      if (row === undefined) continue;
      this.#rows.delete(key);
      this.#rows.set(key, row);
    }
    for (const key of this.#rows.keys()) {
      if (this.#rows.size <= this.#capacity) break;
      this.#rows.delete(key);
    }
  }

  /** Forgets everything: what was folded is not what was committed. */
  clear(): void {
    this.#rows = new Map();
  }
}
