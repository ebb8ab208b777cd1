import {
  CODE_MASK,
  CONDITION_SHIFT,
  NUMBER_WORDS,
  ROW_BYTES,
  ROW_NUMBERS,
  ROW_WORDS,
  RowFlag,
  RowWord,
  STALE_SHIFT,
  STATUS_SHIFT,
  type RowNumber,
} from './table-layout.ts';

/** Tries before a reader gives up, some milliseconds: a writer that has died within a row leaves it odd for ever. */
const TRIES_MAX = 100_000;

/** One instrument of the table as it was at one moment; overwritten by the next read. */
export class TableRow {
  /** Grows by two with every write; 0 where there was none. */
  version = 0;
  hasLast = false;
  hasPrevious = false;
  hasRange = false;
  /** Codes of StaleReason, QuoteCondition and MarketStatus. */
  stale = 0;
  condition = 0;
  status = 0;
  /** Sources at the best prices, as bits. */
  bidVenues = 0;
  askVenues = 0;
  /** Day in New York, days since 1970-01-01. */
  date = 0;
  readonly #numbers: Float64Array;

  constructor(numbers: Float64Array) {
    this.#numbers = numbers;
  }

  /** Prices and turnover in 1/10 000 USD, sizes and volume in units, `lastOffset` in nanoseconds since midnight. */
  number(name: RowNumber): number {
    return this.#numbers[ROW_NUMBERS.indexOf(name)]!;
  }
}

/** Reads a table that another thread writes. */
export class TableReader {
  /** What was read last. */
  readonly row: TableRow;
  readonly #words: Int32Array;
  readonly #numbers = new Float64Array(ROW_NUMBERS.length);
  readonly #numberWords = new Int32Array(this.#numbers.buffer);
  readonly #tried = new Int32Array(NUMBER_WORDS);

  constructor(buffer: SharedArrayBuffer) {
    this.#words = new Int32Array(buffer, 0, (buffer.byteLength / ROW_BYTES) * ROW_WORDS);
    this.row = new TableRow(this.#numbers);
  }

  /**
   * Reads an instrument into `row`, all of it as of one write.
   * @returns false where the row was being written all the time: the writer has died within it, or the machine has put its
   * thread aside. `row` is as it was then.
   */
  read(instrument: number): boolean {
    const words = this.#words;
    const base = instrument * ROW_WORDS;
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const version = Atomics.load(words, base + RowWord.VERSION);
      if ((version & 1) !== 0) continue;
      // Atomic, since on ARM a plain load may come behind the second look at the version.
      for (let word = 0; word < NUMBER_WORDS; word++)
        this.#tried[word] = Atomics.load(words, base + RowWord.NUMBERS + word);
      const flags = Atomics.load(words, base + RowWord.FLAGS);
      const bidVenues = Atomics.load(words, base + RowWord.BID_VENUES);
      const askVenues = Atomics.load(words, base + RowWord.ASK_VENUES);
      const date = Atomics.load(words, base + RowWord.DATE);
      if (Atomics.load(words, base + RowWord.VERSION) !== version) continue;
      this.#numberWords.set(this.#tried);
      this.#keep(version, flags, bidVenues, askVenues, date);
      return true;
    }
    return false;
  }

  #keep(version: number, flags: number, bidVenues: number, askVenues: number, date: number): void {
    const { row } = this;
    row.version = version;
    row.hasLast = (flags & RowFlag.HAS_LAST) !== 0;
    row.hasPrevious = (flags & RowFlag.HAS_PREVIOUS) !== 0;
    row.hasRange = (flags & RowFlag.HAS_RANGE) !== 0;
    row.stale = (flags >> STALE_SHIFT) & CODE_MASK;
    row.condition = (flags >> CONDITION_SHIFT) & CODE_MASK;
    row.status = (flags >> STATUS_SHIFT) & CODE_MASK;
    row.bidVenues = bidVenues;
    row.askVenues = askVenues;
    row.date = date;
  }
}
