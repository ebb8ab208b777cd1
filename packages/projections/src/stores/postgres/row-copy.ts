import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Row } from '../../runtime/fold.ts';
import { copyText, type CopyColumn } from './copy-text.ts';

/** A `COPY` that is under way. Postgres takes rows in while the next are made. */
export class RowCopy {
  readonly #stream: Writable;
  readonly #columns: readonly CopyColumn[];
  readonly #finished: Promise<void>;

  constructor(stream: Writable, columns: readonly CopyColumn[]) {
    this.#stream = stream;
    this.#columns = columns;
    this.#finished = finished(stream);
    // Whoever ends it hears of it.
    this.#finished.catch(() => undefined);
  }

  /** Sends rows. That Postgres refuses one is told by `end`. */
  add(rows: readonly Row[]): void {
    for (const chunk of copyText(rows, this.#columns))
      if (!this.#stream.destroyed) this.#stream.write(chunk);
  }

  /** Resolves when every row is in. @throws what Postgres says of a row that it refuses. */
  async end(): Promise<void> {
    this.#stream.end();
    await this.#finished;
  }

  /** Takes everything back: Postgres refuses the statement, and with it the transaction. */
  abort(): void {
    this.#stream.destroy(new Error('given up'));
  }
}
