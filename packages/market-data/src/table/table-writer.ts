import type { MarketState } from '../consolidate/market-state.ts';
import {
  CONDITION_SHIFT,
  NUMBER_WORDS,
  ROW_NUMBERS,
  ROW_WORDS,
  RowFlag,
  RowWord,
  STALE_SHIFT,
  STATUS_SHIFT,
  tableBytes,
} from './table-layout.ts';

/**
 * Writes a market's instruments into shared memory, for readers on other threads that never hold it up. One writer only:
 * a row's version is odd while it is written (a seqlock). The words between the two versions are plain stores, which takes
 * a third of the time that atomic ones do.
 */
export class TableWriter {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #numbers = new Float64Array(ROW_NUMBERS.length);
  readonly #numberWords = new Int32Array(this.#numbers.buffer);

  /** @param instrumentsMax rows: as many as the market holds. */
  constructor(instrumentsMax: number) {
    this.buffer = new SharedArrayBuffer(tableBytes(instrumentsMax));
    this.#words = new Int32Array(this.buffer);
  }

  /** Copies what is known of an instrument: what a market's listener does in `changed`. */
  write(state: MarketState, i: number): void {
    const { quotes, day } = state;
    const words = this.#words;
    const base = i * ROW_WORDS;
    this.#gather(state, i);
    const has =
      (day.hasLast(i) ? RowFlag.HAS_LAST : 0) |
      (day.hasPrevious[i] === 1 ? RowFlag.HAS_PREVIOUS : 0) |
      (day.hasRange[i] === 1 ? RowFlag.HAS_RANGE : 0);
    // Reading and writing in one step: no later store may be seen before it.
    const version = Atomics.add(words, base + RowWord.VERSION, 1);
    words[base + RowWord.FLAGS] =
      has |
      (quotes.stale[i]! << STALE_SHIFT) |
      (quotes.condition[i]! << CONDITION_SHIFT) |
      (state.status[i]! << STATUS_SHIFT);
    words[base + RowWord.BID_VENUES] = quotes.bidVenues[i]!;
    words[base + RowWord.ASK_VENUES] = quotes.askVenues[i]!;
    words[base + RowWord.DATE] = state.date;
    for (let word = 0; word < NUMBER_WORDS; word++)
      words[base + RowWord.NUMBERS + word] = this.#numberWords[word]!;
    Atomics.store(words, base + RowWord.VERSION, (version + 2) | 0);
  }

  /** In the order of ROW_NUMBERS. */
  #gather({ quotes, day }: MarketState, i: number): void {
    const numbers = this.#numbers;
    numbers[0] = quotes.bidPrice[i]!;
    numbers[1] = quotes.bidSize[i]!;
    numbers[2] = quotes.askPrice[i]!;
    numbers[3] = quotes.askSize[i]!;
    numbers[4] = day.last[i]!;
    numbers[5] = day.lastQuantity[i]!;
    numbers[6] = day.lastOffset[i]!;
    numbers[7] = day.open[i]!;
    numbers[8] = day.high[i]!;
    numbers[9] = day.low[i]!;
    numbers[10] = day.volume[i]!;
    numbers[11] = day.turnover[i]!;
    numbers[12] = day.previousClose[i]!;
  }
}
