import { UpdateFlag } from '../update/flags.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import type { MarketState } from './market-state.ts';
import { BookState, type SourceState } from './sources/source-state.ts';

/** Takes what sources say about books: into their books, and from there into the best prices once an event is whole. */
export class QuoteIntake {
  readonly #market: MarketState;

  constructor(market: MarketState) {
    this.#market = market;
  }

  quote(source: SourceState, i: number, update: MarketUpdate): void {
    source.bidPrice[i] = update.bidPrice;
    source.bidSize[i] = update.bidSize;
    source.askPrice[i] = update.askPrice;
    source.askSize[i] = update.askSize;
    // A quote tells all of a quoted book: nothing from before it is missing.
    if (!source.books.hasLevels(i)) source.doubt[i] = BookState.NONE;
    this.#judge(source, i, update);
  }

  level(source: SourceState, i: number, update: MarketUpdate): void {
    source.books.level(i, update);
    this.#touched(source, i, update);
  }

  order(source: SourceState, i: number, update: MarketUpdate): void {
    if (!source.books.order(i, update)) {
      this.#putAside(source, i, update, 'UNKNOWN_ORDER', update.price, 0);
      if (source.doubt[i] === BookState.NONE) source.doubt[i] = BookState.UNKNOWN_ORDER;
    }
    this.#touched(source, i, update);
  }

  /** @param i the instrument, or −1 for all of the source. */
  clear(source: SourceState, i: number, update: MarketUpdate): void {
    if (i >= 0) {
      source.books.clear(i);
      source.doubt[i] = BookState.NONE;
      if (!source.books.hasLevels(i)) this.#emptyQuote(source, i);
      this.#touched(source, i, update);
      return;
    }
    source.doubtsNew = false;
    for (let each = 0; each < this.#market.symbols.count; each++) {
      if (source.isListed[each] === 0) continue;
      source.books.clear(each);
      source.doubt[each] = BookState.NONE;
      this.#emptyQuote(source, each);
      this.show(source, each, update);
    }
  }

  /** Something of the source was lost. @param i the instrument that it concerns, or −1 for all. */
  lose(source: SourceState, i: number): void {
    if (i >= 0) {
      this.#loseOne(source, i);
      return;
    }
    source.doubtsNew = true;
    for (let each = 0; each < this.#market.symbols.count; each++)
      if (source.isListed[each] === 1) this.#loseOne(source, each);
  }

  /** Lets the best prices follow the source's book: its event is complete. */
  show(source: SourceState, i: number, update: MarketUpdate): void {
    if (source.books.hasLevels(i)) {
      const bids = source.books.bids(i);
      const asks = source.books.asks(i);
      source.bidPrice[i] = bids.bestPrice;
      source.bidSize[i] = bids.bestSize;
      source.askPrice[i] = asks.bestPrice;
      source.askSize[i] = asks.bestSize;
    }
    this.#judge(source, i, update);
  }

  #touched(source: SourceState, i: number, update: MarketUpdate): void {
    const isWhole = (update.flags & UpdateFlag.LAST) !== 0;
    source.pending = isWhole ? -1 : i;
    if (isWhole) this.show(source, i, update);
  }

  #loseOne(source: SourceState, i: number): void {
    source.doubt[i] = BookState.GAP;
    if (source.state[i] === BookState.NONE) return;
    source.state[i] = BookState.GAP;
    this.#market.merge(i);
  }

  #emptyQuote(source: SourceState, i: number): void {
    source.bidPrice[i] = source.bidSize[i] = source.askPrice[i] = source.askSize[i] = 0;
  }

  #judge(source: SourceState, i: number, update: MarketUpdate): void {
    const doubt = source.doubt[i]!;
    source.state[i] = doubt === BookState.NONE ? this.#stateOf(source, i, update) : doubt;
    this.#market.merge(i);
  }

  #stateOf(source: SourceState, i: number, update: MarketUpdate): BookState {
    const bid = source.bidPrice[i]!;
    const ask = source.askPrice[i]!;
    const hasBid = source.bidSize[i]! > 0;
    const hasAsk = source.askSize[i]! > 0;
    if (hasBid && hasAsk && bid >= ask) {
      this.#putAside(source, i, update, 'CROSSED', bid, ask);
      return BookState.CROSSED;
    }
    const { day, date, offset, options } = this.#market;
    if (!day.hasLast(i) || date < 0 || offset - day.lastOffset[i]! > options.bandNanos)
      return BookState.GOOD;
    const last = day.last[i]!;
    // A bid far below the last price, or an ask far above it, does no harm: only those that would trade at once are.
    const margin = (Math.abs(last) * options.bandPercent) / 100;
    const isHigh = hasBid && bid - last > margin;
    if (!isHigh && !(hasAsk && last - ask > margin)) return BookState.GOOD;
    this.#putAside(source, i, update, 'QUOTE_OUT_OF_BAND', isHigh ? bid : ask, last);
    return BookState.OUT_OF_BAND;
  }

  #putAside(
    source: SourceState,
    i: number,
    update: MarketUpdate,
    reason: 'CROSSED' | 'QUOTE_OUT_OF_BAND' | 'UNKNOWN_ORDER',
    price: number,
    reference: number,
  ): void {
    source.quarantined++;
    const { quarantine, symbols } = this.#market;
    quarantine.add(reason, source.name, symbols.symbolOf(i), update, price, reference);
  }
}
