import {
  BarBuilder,
  IndicatorTable,
  Market,
  parseIndicator,
  type AcceptedTrade,
  type Bar,
  type BarWidth,
  type MarketListener,
  type SessionClock,
  type TradeLog,
} from '@bellwether/market-data';
import type { ReplayOutput } from './replay-output.ts';
import { barRow, indicatorRow, marketRow } from './replay-rows.ts';

const NANOS_PER_MS = 1_000_000;

/** What a replay shows. */
export interface ReplayView {
  /** These alone; all where it is empty. */
  readonly symbols: readonly string[];
  /** Nanoseconds since midnight in New York; nothing is shown before. */
  readonly from: number;
  /** Event time between two pictures of the market, ms. */
  readonly everyMs: number;
  readonly widths: readonly BarWidth[];
  readonly indicators: readonly string[];
}

/** The market of a replay, with its bars and indicators, shown as event time goes on. */
export class ReplayMarket implements MarketListener {
  readonly market: Market;
  bars = 0;
  readonly #view: ReplayView;
  readonly #output: ReplayOutput;
  readonly #builder: BarBuilder;
  readonly #tables: readonly IndicatorTable[];
  readonly #symbols: ReadonlySet<string>;
  /** Instruments that are another since they were shown. */
  readonly #changed = new Set<number>();
  readonly #every: number;
  #date = -1;
  #next = 0;
  #time = 0;

  constructor(view: ReplayView, output: ReplayOutput) {
    this.#view = view;
    this.#output = output;
    this.#symbols = new Set(view.symbols);
    this.#every = view.everyMs * NANOS_PER_MS;
    this.market = new Market({ listener: this });
    const { instrumentsMax } = this.market.state.options;
    const bar = (told: Bar): void => this.#bar(told);
    this.#builder = new BarBuilder({ bar }, { instrumentsMax, widths: view.widths });
    const indicators = view.indicators.map(parseIndicator);
    this.#tables = view.widths.map(
      (width) =>
        new IndicatorTable(
          indicators,
          {
            indicators: (told) => {
              const symbol = this.#symbolOf(told.instrument);
              if (this.#isShown(symbol, told.start))
                output.row(indicatorRow(told, indicators, symbol));
            },
          },
          { width, instrumentsMax: indicators.length === 0 ? 0 : instrumentsMax },
        ),
    );
  }

  advanced(clock: SessionClock, offset: number): void {
    if (clock.date !== this.#date) {
      if (this.#date >= 0) this.#show();
      this.#date = clock.date;
      this.#next = offset - (offset % this.#every) + this.#every;
    } else if (offset >= this.#next) {
      this.#time = this.#next;
      this.#show();
      this.#next = offset - (offset % this.#every) + this.#every;
    }
    this.#time = offset;
    this.#builder.advanced(clock, offset);
  }

  changed(instrument: number): void {
    this.#changed.add(instrument);
  }

  traded(trade: AcceptedTrade, log: TradeLog): void {
    this.#builder.traded(trade, log);
  }

  corrected(trade: AcceptedTrade, log: TradeLog): void {
    this.#builder.corrected(trade, log);
  }

  /** The feed is over: the market is shown as it is, and the bars that are open. */
  end(): void {
    this.#show();
    this.#builder.end();
  }

  #show(): void {
    for (const instrument of this.#changed) {
      const symbol = this.#symbolOf(instrument);
      if (this.#isShown(symbol, this.#time))
        this.#output.row(marketRow(this.market.state, instrument, this.#date, this.#time));
    }
    this.#changed.clear();
  }

  #bar(bar: Bar): void {
    this.bars++;
    const symbol = this.#symbolOf(bar.instrument);
    if (this.#isShown(symbol, bar.start)) this.#output.row(barRow(bar, symbol));
    if (this.#view.indicators.length > 0) for (const table of this.#tables) table.bar(bar);
  }

  #symbolOf(instrument: number): string {
    return this.market.state.symbols.symbolOf(instrument);
  }

  #isShown(symbol: string, time: number): boolean {
    return time >= this.#view.from && (this.#symbols.size === 0 || this.#symbols.has(symbol));
  }
}
