import type { QuoteRow } from '@bellwether/market-data/contract';

/**
 * Quotes on their way to one reader: of each symbol the newest. A reader that is slow misses what was in between, and
 * nothing waits for it but one quote of each of its symbols.
 */
export class NewestQuotes implements AsyncIterableIterator<QuoteRow> {
  readonly #symbols: ReadonlySet<string>;
  readonly #onClose: () => void;
  /** In the order of their first change since the reader had them. */
  readonly #newest = new Map<string, QuoteRow>();
  #waiting: ((result: IteratorResult<QuoteRow>) => void) | undefined;
  #isClosed = false;

  /** @param onClose called once, when the reader leaves. */
  constructor(symbols: readonly string[], onClose: () => void) {
    this.#symbols = new Set(symbols);
    this.#onClose = onClose;
  }

  /** Takes what is of its symbols. */
  push(rows: readonly QuoteRow[]): void {
    if (this.#isClosed) return;
    for (const row of rows) if (this.#symbols.has(row.symbol)) this.#newest.set(row.symbol, row);
    const [first] = this.#newest;
    if (first === undefined || this.#waiting === undefined) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#newest.delete(first[0]);
    waiting({ value: first[1], done: false });
  }

  /** Takes what a question has answered: older than what has been told since it was asked. */
  begin(rows: readonly QuoteRow[]): void {
    this.push(rows.filter(({ symbol }) => !this.#newest.has(symbol)));
  }

  async next(): Promise<IteratorResult<QuoteRow>> {
    const [first] = this.#newest;
    if (this.#isClosed) return { value: undefined, done: true };
    if (first === undefined) return new Promise((resolve) => (this.#waiting = resolve));
    this.#newest.delete(first[0]);
    return { value: first[1], done: false };
  }

  async return(): Promise<IteratorResult<QuoteRow>> {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#newest.clear();
      this.#waiting?.({ value: undefined, done: true });
      this.#onClose();
    }
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
