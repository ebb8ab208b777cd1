import { SessionClock } from '../session/session-clock.ts';
import { NANOS_PER_DAY } from '../update/market-update.ts';
import { MarketStatus, StatusReason } from '../update/status.ts';
import { BestQuotes } from './best-quotes.ts';
import { MARKET_DEFAULTS, type MarketListener, type MarketOptions } from './market-options.ts';
import { Quarantine } from './quarantine.ts';
import type { SourceState } from './sources/source-state.ts';
import { SymbolDirectory } from './symbol-directory.ts';
import { TradeFigures } from './trades/trade-figures.ts';
import { TradeLog } from './trades/trade-log.ts';

/** What a market knows. Columns are by instrument; prices in 1/10 000 USD. */
export class MarketState {
  readonly options: Required<Omit<MarketOptions, 'listener'>>;
  readonly listener: MarketListener;
  readonly clock: SessionClock = new SessionClock();
  readonly symbols: SymbolDirectory;
  readonly sources: SourceState[] = [];
  readonly quotes: BestQuotes;
  readonly day: TradeFigures;
  readonly trades: TradeLog;
  readonly quarantine: Quarantine;
  readonly status: Uint8Array;
  readonly statusReason: Uint8Array;
  /** Prices beyond which the instrument may not trade now, where `hasBand`. */
  readonly bandLow: Float64Array;
  readonly bandHigh: Float64Array;
  readonly hasBand: Uint8Array;
  /** Of the market as a whole. */
  marketStatus: MarketStatus = MarketStatus.UNKNOWN;
  marketReason: StatusReason = StatusReason.NONE;
  /** Event time: the latest of all updates. Day in New York, −1 before the first, and nanoseconds since its midnight. */
  date = -1;
  offset: number = Number.MAX_SAFE_INTEGER;
  #day = 0;
  #nanos: number = Number.MAX_SAFE_INTEGER;
  #silenceDay = 0;
  #silenceNanos: number = Number.MAX_SAFE_INTEGER;

  constructor({ listener = {}, ...options }: MarketOptions) {
    this.options = { ...MARKET_DEFAULTS, ...options };
    this.listener = listener;
    const { instrumentsMax, tradesMax, listMax } = this.options;
    this.symbols = new SymbolDirectory(instrumentsMax);
    this.quotes = new BestQuotes(instrumentsMax);
    this.day = new TradeFigures(instrumentsMax);
    this.trades = new TradeLog(tradesMax, instrumentsMax);
    this.quarantine = new Quarantine(listMax);
    this.status = new Uint8Array(instrumentsMax);
    this.statusReason = new Uint8Array(instrumentsMax);
    this.bandLow = new Float64Array(instrumentsMax);
    this.bandHigh = new Float64Array(instrumentsMax);
    this.hasBand = new Uint8Array(instrumentsMax);
  }

  /**
   * Lets event time come to a point; it never goes back. @returns the point as nanoseconds since midnight in New York, of
   * the day that `clock.date` tells.
   */
  advance(day: number, nanos: number): number {
    const offset = this.clock.locate(day, nanos);
    const { date } = this.clock;
    if (date < this.date || (date === this.date && offset <= this.offset)) return offset;
    // Listeners see the day that ends as it was.
    this.listener.advanced?.(this.clock, offset);
    const isNewDay = date !== this.date && this.date >= 0;
    this.date = date;
    this.offset = offset;
    this.#day = day;
    this.#nanos = nanos;
    if (isNewDay) this.#turnDay();
    if ((day - this.#silenceDay) * NANOS_PER_DAY + (nanos - this.#silenceNanos) > 0)
      this.#findSilent();
    return offset;
  }

  /** A source has said something at this time. */
  heard(source: SourceState, day: number, nanos: number): void {
    if ((day - source.day) * NANOS_PER_DAY + (nanos - source.nanos) < 0) return;
    source.day = day;
    source.nanos = nanos;
  }

  /** A silent source speaks again: what it stands for counts again. */
  wake(source: SourceState): void {
    source.isSilent = false;
    this.mergeAll(source);
  }

  /** Works out the best prices of an instrument anew, and says so. */
  merge(instrument: number): void {
    this.quotes.merge(instrument, this.sources);
    this.listener.changed?.(instrument);
  }

  mergeAll(source: SourceState): void {
    for (let i = 0; i < this.symbols.count; i++) if (source.state[i] !== 0) this.merge(i);
  }

  /** Looks for sources that are silent for too long, and when that is due again at the earliest. */
  #findSilent(): void {
    const { freshNanos } = this.options;
    let least = freshNanos;
    for (const source of this.sources) {
      if (source.isSilent || source.day < 0) continue;
      const age = (this.#day - source.day) * NANOS_PER_DAY + (this.#nanos - source.nanos);
      if (age > freshNanos) {
        source.isSilent = true;
        this.mergeAll(source);
      } else least = Math.min(least, freshNanos - age);
    }
    this.#silenceDay = this.#day;
    this.#silenceNanos = this.#nanos + least;
  }

  #turnDay(): void {
    this.trades.clear();
    for (let i = 0; i < this.symbols.count; i++) {
      this.day.turn(i);
      this.listener.changed?.(i);
    }
  }
}
