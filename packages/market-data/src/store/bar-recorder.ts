import { instantOf, type CivilDate } from '@bellwether/domain';
import { BarKind, type Bar, type BarSink } from '../bars/bar.ts';
import { momentAt } from '../moment/market-time.ts';
import type { MarketStore } from './market-store.ts';
import { WIDTH_NUMBERS } from './tables.ts';

/** Has closed bars stored, and what becomes of them. */
export class BarRecorder implements BarSink {
  readonly #store: MarketStore;
  readonly #symbolOf: (instrument: number) => string;
  readonly #now: () => number;
  #date = -1;
  /** The date's midnight in New York, ns since 1970 UTC. */
  #midnight = 0n;

  /** @param now ms since 1970 UTC, with a fraction. */
  constructor(store: MarketStore, symbolOf: (instrument: number) => string, now: () => number) {
    this.#store = store;
    this.#symbolOf = symbolOf;
    this.#now = now;
  }

  bar(bar: Bar): void {
    const row = this.#store.row('bars');
    if (row < 0) return;
    const { columns } = this.#store.bars;
    const received = momentAt(this.#now());
    columns.symbol.set(row, this.#symbolOf(bar.instrument));
    columns.width.set(row, WIDTH_NUMBERS[bar.width]);
    columns.start.setInstant(row, this.#instant(bar.date, bar.start));
    columns.end.setInstant(row, this.#instant(bar.date, bar.end));
    columns.received_at.setTime(row, received.day, received.nanos);
    columns.withdrawn.set(row, bar.kind === BarKind.WITHDRAWN ? 1 : 0);
    const isThere = bar.kind !== BarKind.WITHDRAWN;
    columns.open.set(row, isThere ? bar.open : 0);
    columns.high.set(row, isThere ? bar.high : 0);
    columns.low.set(row, isThere ? bar.low : 0);
    columns.close.set(row, isThere ? bar.close : 0);
    columns.volume.set(row, isThere ? bar.volume : 0);
    columns.turnover.set(row, isThere && !Number.isNaN(bar.turnover) ? bar.turnover : undefined);
    columns.trades.set(row, isThere ? bar.trades : 0);
  }

  #instant(date: number, offset: number): bigint {
    if (date !== this.#date) {
      this.#date = date;
      this.#midnight = instantOf(date as CivilDate, 0n);
    }
    return this.#midnight + BigInt(offset);
  }
}
