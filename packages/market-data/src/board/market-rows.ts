import { instantOf, type CivilDate } from '@bellwether/domain';
import type { BarWidth } from '../bars/bar-width.ts';
import { QuoteCondition, StaleReason } from '../consolidate/best-quotes.ts';
import { namesOf, STATUS_NAMES } from '../update/status-names.ts';
import type { KeptBar } from './bar-history.ts';
import type { MarketBoard } from './market-board.ts';
import { instantText } from '../moment/market-time.ts';

// What the market is, as JSON says it: prices in 1/10 000 USD, quantities, and ns since 1970 UTC, all as digits.

const UNITS_PER_DOLLAR = 10_000;

/** The consolidated market of an instrument; null for what there is not. */
export interface QuoteRow {
  readonly symbol: string;
  readonly instrument: number;
  readonly bid: string | null;
  readonly bidSize: string;
  readonly bidVenues: readonly string[];
  readonly ask: string | null;
  readonly askSize: string;
  readonly askVenues: readonly string[];
  readonly last: string | null;
  readonly lastSize: string | null;
  readonly open: string | null;
  readonly high: string | null;
  readonly low: string | null;
  readonly previousClose: string | null;
  readonly volume: string;
  readonly vwap: string | null;
  readonly stale: string | null;
  readonly locked: boolean;
  readonly crossed: boolean;
  readonly status: string;
  readonly eventTime: string | null;
  readonly receivedAt: string | null;
}

/**
 * A row of `md.quotes`, with the lowest and highest sale since the instrument's row before; null: there was none. So a price
 * between two messages is not lost.
 */
export interface ToldRow extends QuoteRow {
  readonly soldLow: string | null;
  readonly soldHigh: string | null;
}

const STALE = namesOf(StaleReason);

/** The market of an instrument as it is now. */
export function quoteRow(board: MarketBoard, i: number): QuoteRow {
  const { quotes, day, symbols, status, sources } = board.state;
  const venues = (bits: number): readonly string[] =>
    sources.filter(({ bit }) => (bits & bit) !== 0).map(({ name }) => name);
  const hasLast = day.hasLast(i);
  const hasRange = day.hasRange[i] === 1;
  const times = board.timesOf(i);
  return {
    symbol: symbols.symbolOf(i),
    instrument: i,
    bid: quotes.bidSize[i]! > 0 ? `${quotes.bidPrice[i]}` : null,
    bidSize: `${quotes.bidSize[i]}`,
    bidVenues: venues(quotes.bidVenues[i]!),
    ask: quotes.askSize[i]! > 0 ? `${quotes.askPrice[i]}` : null,
    askSize: `${quotes.askSize[i]}`,
    askVenues: venues(quotes.askVenues[i]!),
    last: hasLast ? `${day.last[i]}` : null,
    lastSize: hasLast ? `${day.lastQuantity[i]}` : null,
    open: hasLast ? `${day.open[i]}` : null,
    high: hasRange ? `${day.high[i]}` : null,
    low: hasRange ? `${day.low[i]}` : null,
    previousClose: day.hasPrevious[i] === 1 ? `${day.previousClose[i]}` : null,
    volume: `${day.volume[i]}`,
    vwap: averageText(day.turnover[i]!, day.volume[i]!),
    stale: quotes.stale[i] === StaleReason.FRESH ? null : (STALE[quotes.stale[i]!] ?? null),
    locked: quotes.condition[i] === QuoteCondition.LOCKED,
    crossed: quotes.condition[i] === QuoteCondition.CROSSED,
    status: STATUS_NAMES[status[i]!] ?? 'UNKNOWN',
    eventTime: times === undefined ? null : instantText(times.event),
    receivedAt: times === undefined ? null : instantText(times.receive),
  };
}

/** The same as it is told on the bus. It is told once: the sales since are counted from here. */
export function toldRow(board: MarketBoard, i: number): ToldRow {
  const sold = board.takeSold(i);
  return {
    ...quoteRow(board, i),
    soldLow: sold === undefined ? null : `${sold.low}`,
    soldHigh: sold === undefined ? null : `${sold.high}`,
  };
}

/** A closed bar. */
export function barRow(symbol: string, width: BarWidth, bar: KeptBar): object {
  return {
    symbol,
    width,
    start: atOf(bar.date, bar.start),
    end: atOf(bar.date, bar.end),
    open: `${bar.open}`,
    high: `${bar.high}`,
    low: `${bar.low}`,
    close: `${bar.close}`,
    volume: `${bar.volume}`,
    vwap: averageText(bar.turnover, bar.volume),
    trades: bar.trades,
  };
}

/**
 * The values of indicators at the newest closed bar, in their order: text with six decimals, USD but for RSI; null while
 * there are too few bars. @param names those that are asked for; all where there are none.
 */
export function indicatorRows(
  board: MarketBoard,
  instrument: number,
  width: BarWidth,
  names: readonly string[],
): readonly object[] {
  const kept = board.valuesOf(instrument, width);
  if (kept === undefined) return [];
  const symbol = board.state.symbols.symbolOf(instrument);
  const barStart = atOf(kept.date, kept.start);
  let at = 0;
  return board.indicators.flatMap(({ name, outputs }) => {
    const from = at;
    at += outputs.length;
    if (names.length > 0 && !names.includes(name)) return [];
    const unit = name.startsWith('rsi') ? 1 : UNITS_PER_DOLLAR;
    return outputs.map((output, index) => {
      const value = kept.values[from + index]!;
      const text = Number.isNaN(value) ? null : (value / unit).toFixed(6);
      return { symbol, width, barStart, name, output, value: text };
    });
  });
}

/** Of exact sums, to the nearest 1/10 000 USD, halves up; null where there is no volume, or the turnover is not exact. */
function averageText(turnover: number, volume: number): string | null {
  if (!(volume > 0) || Number.isNaN(turnover)) return null;
  const [sum, count] = [BigInt(turnover), BigInt(volume)];
  return `${(2n * sum + count) / (2n * count)}`;
}

/** An offset from midnight in New York as ns since 1970 UTC. */
function atOf(date: number, offset: number): string {
  return `${instantOf(date as CivilDate, 0n) + BigInt(offset)}`;
}
