import type { AcceptedTrade, MarketListener } from '../consolidate/market-options.ts';
import type { TradeLog } from '../consolidate/trades/trade-log.ts';
import { TradeEffect } from '../consolidate/trades/trade-effect.ts';
import type { SessionClock } from '../session/session-clock.ts';
import type { BarSink } from './bar.ts';
import { BarSeries, withinSession } from './bar-series.ts';
import { ALL_BAR_WIDTHS, type BarWidth } from './bar-width.ts';

export interface BarOptions {
  /** As many as the market holds. */
  readonly instrumentsMax: number;
  /** All widths by default. */
  readonly widths?: readonly BarWidth[];
  /** How long the last bars of a session wait for the closing cross, in nanoseconds of event time; a minute by default. */
  readonly holdNanos?: number;
}

const MINUTE = 60_000_000_000;

/**
 * Makes bars of a market's trades, as its listener. A bar is half-open and aligned to 09:30 in New York; the last of a
 * session may be short. It closes when event time comes to its end. An interval without a trade that sets a price has no
 * bar, and no bar spans sessions. What comes later, or is corrected, tells a bar of the same session again: for as many
 * trades as the market's log keeps (`tradesMax`); those of earlier sessions stay as they are.
 */
export class BarBuilder implements MarketListener {
  /** Trades on days without a session. */
  withoutSession = 0;
  /** Late trades that found no room in the log: the bar that was told lacks them. */
  lateUnkept = 0;
  readonly series: readonly BarSeries[];
  #closeAt = Infinity;
  #date = -1;
  #hasSession = false;
  #open = 0;
  #close = 0;
  #time = 0;

  constructor(
    sink: BarSink,
    { instrumentsMax, widths = ALL_BAR_WIDTHS, holdNanos = MINUTE }: BarOptions,
  ) {
    this.series = widths.map((width) => new BarSeries(width, sink, instrumentsMax, holdNanos));
  }

  advanced(clock: SessionClock, offset: number): void {
    this.#time = offset;
    if (clock.date !== this.#date) this.#turnDay(clock);
    if (offset < this.#closeAt) return;
    for (const series of this.series) if (offset >= series.closeAt) series.closeBars();
    this.#findClose();
  }

  traded(trade: AcceptedTrade, log: TradeLog): void {
    if ((trade.effect & TradeEffect.VOLUME) === 0) return;
    if (!this.#hasSession) {
      this.withoutSession++;
      return;
    }
    const time = withinSession(trade.offset, this.#open, this.#close);
    if (!trade.isKept && trade.offset < this.#time) this.lateUnkept++;
    for (let index = 0; index < this.series.length; index++)
      this.series[index]!.add(trade, time, log);
    this.#findClose();
  }

  corrected(trade: AcceptedTrade, log: TradeLog): void {
    if (!this.#hasSession) return;
    const time = withinSession(trade.offset, this.#open, this.#close);
    for (const series of this.series) series.correct(trade, time, log);
  }

  /** Nothing more will come: the bars that are open are told as they are. */
  end(): void {
    for (const series of this.series) series.closeBars();
  }

  #findClose(): void {
    let least = Infinity;
    for (let index = 0; index < this.series.length; index++)
      least = Math.min(least, this.series[index]!.closeAt);
    this.#closeAt = least;
  }

  #turnDay(clock: SessionClock): void {
    this.#date = clock.date;
    this.#hasSession = clock.hasSession;
    this.#open = clock.open;
    this.#close = clock.close;
    for (const series of this.series) series.begin(clock.date, clock.open, clock.close);
    this.#findClose();
  }
}
