import { UpdateFlag } from '../update/flags.ts';
import { UpdateKind } from '../update/kind.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import type { UpdateSink } from '../update/sink.ts';
import {
  MarketError,
  SOURCES_MAX,
  type MarketOptions,
  type SourceOptions,
} from './market-options.ts';
import { MarketState } from './market-state.ts';
import { QuoteIntake } from './quote-intake.ts';
import { Arrival } from './sources/sequence-check.ts';
import { SourceState } from './sources/source-state.ts';
import { TradeIntake } from './trade-intake.ts';

/** What a corporate action makes of a share. */
export interface ShareChange {
  /** What its price falls by, 1/10 000 USD. */
  readonly fall: number;
  /** Shares that it becomes: 4 in a split of four for one, 1 in a dividend. */
  readonly shares: number;
}

/**
 * The market that several feeds make together: the best bid and ask over sources that are fresh, the day's figures, the
 * status. Pure: event time is the latest time of an update, and only `advance` moves it without one. A source is fresh
 * while it says anything, of whatever instrument: the quote of a quiet instrument stands until it is replaced.
 */
export class Market {
  /** What it knows, to be read. */
  readonly state: MarketState;
  readonly #quotes: QuoteIntake;
  readonly #trades: TradeIntake;

  constructor(options: MarketOptions = {}) {
    this.state = new MarketState(options);
    this.#quotes = new QuoteIntake(this.state);
    this.#trades = new TradeIntake(this.state);
  }

  /**
   * Adds a source. Earlier ones come first where venues are listed.
   * @returns where its reader tells its updates. @throws MarketError TOO_MANY
   */
  source({ name, sequencing, hasTrades = true }: SourceOptions): UpdateSink {
    const index = this.state.sources.length;
    if (index >= SOURCES_MAX)
      throw new MarketError('TOO_MANY', `a market has ${SOURCES_MAX} sources at most`);
    const { instrumentsMax, listMax } = this.state.options;
    const source = new SourceState({
      name,
      index,
      sequencing,
      hasTrades,
      instrumentsMax,
      listMax,
    });
    this.state.sources.push(source);
    return new SourceIntake(this.state, source, index, this.#quotes, this.#trades);
  }

  /** Time has passed without an update: days since 1970-01-01 UTC, and nanoseconds of that day. */
  advance(day: number, nanos: number): void {
    this.state.advance(day, nanos);
  }

  /**
   * A corporate action: each share's price falls by `fall`, 1/10 000 USD, then each share becomes `shares` shares. The previous
   * close is adjusted to the nearest 1/10 000 USD, the only price that is rounded here; halves go up. One that would leave
   * nothing of it changes nothing.
   */
  adjustPreviousClose(instrument: number, { fall, shares }: ShareChange): void {
    const { day, listener } = this.state;
    const left = (day.previousClose[instrument]! - fall) / shares;
    if (day.hasPrevious[instrument] === 0 || left <= 0) return;
    day.previousClose[instrument] = Math.floor(left + 0.5);
    listener.changed?.(instrument);
  }
}

/** One source's way into the market. */
class SourceIntake implements UpdateSink {
  readonly #market: MarketState;
  readonly #source: SourceState;
  readonly #index: number;
  readonly #quotes: QuoteIntake;
  readonly #trades: TradeIntake;
  /** The market's number by the source's. */
  readonly #numbers = new Map<number, number>();
  #sequence = -1;

  constructor(
    market: MarketState,
    source: SourceState,
    index: number,
    quotes: QuoteIntake,
    trades: TradeIntake,
  ) {
    this.#market = market;
    this.#source = source;
    this.#index = index;
    this.#quotes = quotes;
    this.#trades = trades;
  }

  /** @throws MarketError TOO_MANY */
  instrument(id: number, symbol: string): void {
    const number = this.#market.symbols.numberOf(symbol);
    this.#numbers.set(id, number);
    const source = this.#source;
    if (source.isListed[number] === 0 && source.doubtsNew) this.#quotes.lose(source, number);
    source.isListed[number] = 1;
  }

  /** @throws MarketError UNANNOUNCED */
  update(update: MarketUpdate): void {
    const source = this.#source;
    source.updates++;
    const i = this.#numberOf(update);
    const { sequence } = update;
    const last = source.sequence.lastOf(Math.max(i, 0));
    const isChecked = i >= 0 || !source.isPerInstrument;
    const arrival = isChecked
      ? source.sequence.take(Math.max(i, 0), sequence, update.part)
      : Arrival.NEXT;
    if (arrival === Arrival.DUPLICATE) {
      source.duplicates++;
      return;
    }
    const { pending } = source;
    // A source that never says LAST still has events: another number begins another one.
    if (pending >= 0 && (pending !== i || sequence !== this.#sequence)) {
      source.pending = -1;
      this.#quotes.show(source, pending, update);
    }
    this.#sequence = sequence;
    this.#market.heard(source, update.exchangeDay, update.exchangeNanos);
    const offset = this.#market.advance(update.exchangeDay, update.exchangeNanos);
    if (source.isSilent) this.#market.wake(source);
    const isAnnounced = (update.flags & UpdateFlag.GAP_BEFORE) !== 0;
    if (isAnnounced || arrival === Arrival.AFTER_GAP) this.#lose(i, last, sequence, isAnnounced);
    this.#take(i, update, offset);
  }

  #take(i: number, update: MarketUpdate, offset: number): void {
    const source = this.#source;
    const market = this.#market;
    if (i < 0) {
      if (update.kind === UpdateKind.CLEAR) this.#quotes.clear(source, i, update);
      if (update.kind === UpdateKind.STATUS) {
        market.marketStatus = source.marketStatus = update.status;
        market.marketReason = source.marketReason = update.reason;
        for (let each = 0; each < market.symbols.count; each++) market.listener.changed?.(each);
      }
      return;
    }
    switch (update.kind) {
      case UpdateKind.QUOTE:
        return this.#quotes.quote(source, i, update);
      case UpdateKind.TRADE:
        return this.#trades.take(source, this.#index, i, update, offset);
      case UpdateKind.DELTA:
        return this.#quotes.order(source, i, update);
      case UpdateKind.LEVEL:
        return this.#quotes.level(source, i, update);
      case UpdateKind.CLEAR:
        return this.#quotes.clear(source, i, update);
      case UpdateKind.STATUS:
        market.status[i] = source.status[i] = update.status;
        market.statusReason[i] = source.statusReason[i] = update.reason;
        break;
      case UpdateKind.BAND:
        market.bandLow[i] = source.bandLow[i] = update.bidPrice;
        market.bandHigh[i] = source.bandHigh[i] = update.askPrice;
        market.hasBand[i] = 1;
    }
    market.listener.changed?.(i);
  }

  #lose(i: number, after: number, before: number, isAnnounced: boolean): void {
    const source = this.#source;
    const isOne = source.isPerInstrument && i >= 0;
    const symbol = isOne ? { symbol: this.#market.symbols.symbolOf(i) } : {};
    source.lost.add({ after, before, isAnnounced, ...symbol });
    this.#quotes.lose(source, isOne ? i : -1);
  }

  #numberOf(update: MarketUpdate): number {
    if ((update.flags & UpdateFlag.WHOLE_MARKET) !== 0) return -1;
    const number = this.#numbers.get(update.instrument);
    if (number !== undefined) return number;
    const what = `${this.#source.name} has not announced instrument ${update.instrument}`;
    throw new MarketError('UNANNOUNCED', what);
  }
}
