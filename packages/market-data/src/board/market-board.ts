import type { BarSink } from '../bars/bar.ts';
import { BarBuilder } from '../bars/bar-builder.ts';
import { ALL_BAR_WIDTHS, type BarWidth } from '../bars/bar-width.ts';
import type { AcceptedTrade, MarketListener } from '../consolidate/market-options.ts';
import { Market, type ShareChange } from '../consolidate/market.ts';
import type { MarketState } from '../consolidate/market-state.ts';
import type { SourceState } from '../consolidate/sources/source-state.ts';
import { TradeEffect } from '../consolidate/trades/trade-effect.ts';
import type { TradeLog } from '../consolidate/trades/trade-log.ts';
import type { Indicator } from '../indicators/indicator.ts';
import { IndicatorTable, type IndicatorValues } from '../indicators/indicator-table.ts';
import type { SessionClock } from '../session/session-clock.ts';
import type { Moment } from '../moment/market-time.ts';
import type { MarketUpdate } from '../update/market-update.ts';
import type { Sequencing, UpdateSink } from '../update/sink.ts';
import { BarHistory } from './bar-history.ts';

export interface BoardOptions {
  /** Instruments at most: columns are made for all of them. */
  readonly instrumentsMax: number;
  /** What is worked out over the bars of every width. */
  readonly indicators: readonly Indicator[];
  /** Is told of each instrument that may be another now, within the update. */
  readonly changed: (instrument: number) => void;
  /** Is told the bars of every width as well. */
  readonly bars?: BarSink | undefined;
}

/** A source's place in the market. */
export interface BoardSource {
  /** Its number, that updates and frames bear. */
  readonly index: number;
  readonly sink: UpdateSink;
  readonly state: SourceState;
  readonly sequencing: Sequencing;
}

/** The newest values of the indicators of an instrument, at the bar that began then. */
export interface KeptValues {
  readonly date: number;
  readonly start: number;
  /** In the order of the indicators' outputs; NaN while there are too few bars. */
  readonly values: Float64Array;
}

/** The market with its bars and indicators, and when each instrument was heard of last: what questions are answered from. */
export class MarketBoard implements MarketListener {
  readonly indicators: readonly Indicator[];
  readonly bars: BarHistory = new BarHistory();
  readonly #market: Market;
  readonly #changed: BoardOptions['changed'];
  readonly #builder: BarBuilder;
  readonly #tables: readonly IndicatorTable[];
  readonly #sources = new Map<string, BoardSource>();
  readonly #values = new Map<BarWidth, Map<number, KeptValues>>();
  readonly #sold = new Map<number, { low: number; high: number }>();
  readonly #eventDay: Int32Array;
  readonly #eventNanos: Float64Array;
  readonly #receiveDay: Int32Array;
  readonly #receiveNanos: Float64Array;

  constructor({ instrumentsMax, indicators, changed, bars }: BoardOptions) {
    this.indicators = indicators;
    this.#changed = changed;
    this.#market = new Market({ instrumentsMax, listener: this });
    this.#tables = ALL_BAR_WIDTHS.map((width) => this.#tableOf(width, instrumentsMax));
    this.#builder = new BarBuilder(
      {
        bar: (bar) => {
          this.bars.bar(bar);
          bars?.bar(bar);
          for (const table of this.#tables) table.bar(bar);
        },
      },
      { instrumentsMax },
    );
    this.#eventDay = new Int32Array(instrumentsMax).fill(-1);
    this.#eventNanos = new Float64Array(instrumentsMax);
    this.#receiveDay = new Int32Array(instrumentsMax);
    this.#receiveNanos = new Float64Array(instrumentsMax);
  }

  get state(): MarketState {
    return this.#market.state;
  }

  /**
   * A source's place in the market; the one that it had where a source of this name was there before.
   * @throws MarketError TOO_MANY; RangeError where the name was there with another sequencing.
   */
  source(name: string, sequencing: Sequencing, hasTrades: boolean): BoardSource {
    const known = this.#sources.get(name);
    if (known !== undefined) {
      if (known.sequencing === sequencing && known.state.hasTrades === hasTrades) return known;
      throw new RangeError(`${name} was of another kind before: give it another name`);
    }
    const sink = this.#market.source({ name, sequencing, hasTrades });
    const index = this.state.sources.length - 1;
    const made = { index, sink, sequencing, state: this.state.sources[index]! };
    this.#sources.set(name, made);
    return made;
  }

  /** Event time goes on without an update: days since 1970-01-01 UTC, and nanoseconds of that day. */
  advance(day: number, nanos: number): void {
    this.#market.advance(day, nanos);
  }

  /** An update of an instrument was taken. */
  heard(instrument: number, update: MarketUpdate): void {
    this.#eventDay[instrument] = update.exchangeDay;
    this.#eventNanos[instrument] = update.exchangeNanos;
    this.#receiveDay[instrument] = update.receiveDay;
    this.#receiveNanos[instrument] = update.receiveNanos;
  }

  /** When an instrument's last update happened and was received; undefined before any. */
  timesOf(i: number): { readonly event: Moment; readonly receive: Moment } | undefined {
    if (this.#eventDay[i] === -1) return undefined;
    return {
      event: { day: this.#eventDay[i]!, nanos: this.#eventNanos[i]! },
      receive: { day: this.#receiveDay[i]!, nanos: this.#receiveNanos[i]! },
    };
  }

  /** The newest values of all indicators; undefined where no bar of the width has closed. */
  valuesOf(instrument: number, width: BarWidth): KeptValues | undefined {
    return this.#values.get(width)?.get(instrument);
  }

  advanced(clock: SessionClock, offset: number): void {
    this.#builder.advanced(clock, offset);
  }

  changed(instrument: number): void {
    this.#changed(instrument);
  }

  /**
   * A corporate action is in force from `date` on (days since 1970-01-01 in New York): the previous close is what the action
   * leaves of it, and where it multiplies shares, bars and indicators of the days before tell prices of today's shares. Where
   * bars of the day are there already, nothing fits together any more: bars and indicators of the instrument begin anew.
   */
  adjust(instrument: number, date: number, change: ShareChange): void {
    this.#market.adjustPreviousClose(instrument, change);
    const days = this.bars.daysOf(instrument);
    if (change.shares === 1 || days === undefined || days.oldest >= date) return;
    for (const values of this.#values.values()) values.delete(instrument);
    if (days.newest >= date) {
      this.bars.forget(instrument);
      for (const table of this.#tables) table.forget(instrument);
    } else {
      const factor = 1 / change.shares;
      this.bars.scale(instrument, factor);
      for (const table of this.#tables) table.scale(instrument, factor);
    }
  }

  /** Lowest and highest price of the sales since this was asked last; undefined: there was none that sets prices. */
  takeSold(instrument: number): { readonly low: number; readonly high: number } | undefined {
    const sold = this.#sold.get(instrument);
    this.#sold.delete(instrument);
    return sold;
  }

  traded(trade: AcceptedTrade, log: TradeLog): void {
    if ((trade.effect & TradeEffect.LAST) !== 0) this.#sell(trade.instrument, trade.price);
    this.#builder.traded(trade, log);
  }

  corrected(trade: AcceptedTrade, log: TradeLog): void {
    this.#builder.corrected(trade, log);
  }

  #sell(instrument: number, price: number): void {
    const sold = this.#sold.get(instrument);
    if (sold === undefined) this.#sold.set(instrument, { low: price, high: price });
    else {
      sold.low = Math.min(sold.low, price);
      sold.high = Math.max(sold.high, price);
    }
  }

  #tableOf(width: BarWidth, instrumentsMax: number): IndicatorTable {
    const kept = new Map<number, KeptValues>();
    this.#values.set(width, kept);
    const keep = ({ instrument, date, start, values }: IndicatorValues): void => {
      kept.set(instrument, { date, start, values: values.slice() });
    };
    return new IndicatorTable(this.indicators, { indicators: keep }, { width, instrumentsMax });
  }
}
