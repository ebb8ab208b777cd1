import { TradeFigures } from '../consolidate/trades/trade-figures.ts';
import type { AcceptedTrade } from '../consolidate/market-options.ts';
import type { TradeLog } from '../consolidate/trades/trade-log.ts';
import { TradeEffect } from '../consolidate/trades/trade-effect.ts';
import { Bar, BarKind, type BarSink } from './bar.ts';
import { BAR_WIDTHS, type BarWidth } from './bar-width.ts';

/** Bars of one width. All instruments' bars have the same limits: one interval is open at a time, for those that traded. */
export class BarSeries {
  /** When the open bars close, in nanoseconds since midnight; Infinity where none is open. */
  closeAt: number = Infinity;
  /** Units in intervals that have no bar, since no trade in them may set a price. */
  volumeWithoutBar = 0;
  readonly width: BarWidth;
  readonly #nanos: number;
  readonly #sink: BarSink;
  readonly #bar = new Bar();
  readonly #figures: TradeFigures;
  readonly #trades: Uint32Array;
  /** Where late and corrected bars are worked out: one row. */
  readonly #scratch = new TradeFigures(1);
  /** Instruments whose bar is open, in the order of their first trade. */
  readonly #active: Int32Array;
  readonly #isActive: Uint8Array;
  #count = 0;
  #start = 0;
  #end = 0;
  #date = -1;
  #open = 0;
  #close = 0;
  readonly #holdNanos: number;

  constructor(width: BarWidth, sink: BarSink, instrumentsMax: number, holdNanos: number) {
    this.width = width;
    this.#nanos = BAR_WIDTHS[width];
    this.#sink = sink;
    this.#holdNanos = holdNanos;
    this.#figures = new TradeFigures(instrumentsMax);
    this.#trades = new Uint32Array(instrumentsMax);
    this.#active = new Int32Array(instrumentsMax);
    this.#isActive = new Uint8Array(instrumentsMax);
  }

  /** A session begins: no bar goes on from the one before. */
  begin(date: number, open: number, close: number): void {
    this.closeBars();
    this.#date = date;
    this.#open = open;
    this.#close = close;
    this.#start = this.#end = 0;
  }

  /** Tells all open bars, those of instruments that traded first first. */
  closeBars(): void {
    for (let at = 0; at < this.#count; at++) {
      const i = this.#active[at]!;
      this.#isActive[i] = 0;
      if (this.#figures.hasLast(i))
        this.#tell(BarKind.CLOSED, i, this.#figures, i, this.#trades[i]!);
      else this.volumeWithoutBar += this.#figures.volume[i]!;
    }
    this.#count = 0;
    this.#start = this.#end;
    this.closeAt = Infinity;
  }

  /** @param time the trade's time within the session. */
  add(trade: AcceptedTrade, time: number, log: TradeLog): void {
    if (time < this.#start) {
      this.#tellAnew(trade.instrument, time, log, false);
      return;
    }
    if (time >= this.#end) {
      this.closeBars();
      this.#turnTo(time);
    }
    const i = trade.instrument;
    this.#activate(i);
    this.#trades[i] = this.#trades[i]! + 1;
    const { effect, price, quantity, offset, order } = trade;
    this.#figures.add(i, effect, price, quantity, offset, order);
  }

  /** A trade of this time is another one now, or none: the open bar is worked out anew, a closed one told again. */
  correct(trade: AcceptedTrade, time: number, log: TradeLog): void {
    const i = trade.instrument;
    if (time < this.#start) this.#tellAnew(i, time, log, (trade.effect & TradeEffect.LAST) !== 0);
    else if (time < this.#end) {
      this.#activate(i);
      this.#trades[i] = this.#derive(this.#figures, i, i, log, this.#start, this.#end);
    }
  }

  #activate(i: number): void {
    if (this.#isActive[i] === 1) return;
    this.#isActive[i] = 1;
    this.#active[this.#count++] = i;
    this.#figures.reset(i);
    this.#trades[i] = 0;
  }

  #turnTo(time: number): void {
    this.#start = this.#startOf(time);
    this.#end = Math.min(this.#start + this.#nanos, this.#close);
    // The closing cross belongs to the last bar and comes behind the close.
    this.closeAt = this.#end === this.#close ? this.#close + this.#holdNanos : this.#end;
  }

  #startOf(time: number): number {
    return time - ((time - this.#open) % this.#nanos);
  }

  /** @param hadPrice whether a trade that set a price is gone: then there was a bar. */
  #tellAnew(i: number, time: number, log: TradeLog, hadPrice: boolean): void {
    const [openStart, openEnd] = [this.#start, this.#end];
    this.#start = this.#startOf(time);
    this.#end = Math.min(this.#start + this.#nanos, this.#close);
    const trades = this.#derive(this.#scratch, 0, i, log, this.#start, this.#end);
    const kind = this.#scratch.hasLast(0) ? BarKind.CORRECTED : BarKind.WITHDRAWN;
    if (kind === BarKind.CORRECTED || hadPrice) this.#tell(kind, i, this.#scratch, 0, trades);
    this.#start = openStart;
    this.#end = openEnd;
  }

  /** Adds up the trades of an interval that the log has now. @returns how many. */
  #derive(
    into: TradeFigures,
    row: number,
    i: number,
    log: TradeLog,
    start: number,
    end: number,
  ): number {
    into.reset(row);
    let count = 0;
    for (let at = log.latestOf(i); at >= 0; at = log.previous[at]!) {
      const effect = log.effect[at]!;
      if ((effect & TradeEffect.VOLUME) === 0) continue;
      const offset = log.offset[at]!;
      const time = withinSession(offset, this.#open, this.#close);
      if (time < start || time >= end) continue;
      into.add(row, effect, log.price[at]!, log.quantity[at]!, offset, log.order[at]!);
      count++;
    }
    return count;
  }

  #tell(kind: BarKind, i: number, from: TradeFigures, row: number, trades: number): void {
    const bar = this.#bar;
    bar.kind = kind;
    bar.instrument = i;
    bar.width = this.width;
    bar.date = this.#date;
    bar.start = this.#start;
    bar.end = this.#end;
    bar.open = from.open[row]!;
    bar.high = from.high[row]!;
    bar.low = from.low[row]!;
    bar.close = from.last[row]!;
    bar.volume = from.volume[row]!;
    bar.turnover = from.turnover[row]!;
    bar.trades = trades;
    this.#sink.bar(bar);
  }
}

/** The time that a trade counts for: crosses just outside the session belong to its first and its last bar. */
export function withinSession(offset: number, open: number, close: number): number {
  return Math.min(Math.max(offset, open), close - 1);
}
