import { formatDate, formatDecimal, type CivilDate } from '@bellwether/domain';
import {
  BarKind,
  MarketStatus,
  QuoteCondition,
  StaleReason,
  type Bar,
  type Indicator,
  type IndicatorValues,
  type MarketState,
} from '@bellwether/market-data';
import { timeText } from './feed-time.ts';

/** Something that a replay shows; `what` says which of the three it is. Prices are decimal strings, times New York's. */
export interface ReplayRow {
  readonly what: 'market' | 'bar' | 'indicators';
  readonly date: string;
  readonly time: string;
  readonly symbol: string;
  readonly [field: string]: string | number | readonly string[] | null;
}

const PER_DOLLAR = 10_000;
const KINDS: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(BarKind).map(([name, kind]) => [kind, name.toLowerCase()]),
);

const price = (units: number): string => formatDecimal(BigInt(units));
const dateText = (date: number): string => formatDate(date as CivilDate);

/** What the market is at a time. A side or a price that is not there is null. */
export function marketRow(state: MarketState, i: number, date: number, offset: number): ReplayRow {
  const { quotes, day, symbols } = state;
  const hasBid = quotes.bidSize[i] !== 0;
  const hasAsk = quotes.askSize[i] !== 0;
  const hasVwap = (day.volume[i] ?? 0) > 0 && !Number.isNaN(day.turnover[i]);
  return {
    what: 'market',
    date: dateText(date),
    time: timeText(offset),
    symbol: symbols.symbolOf(i),
    bid: hasBid ? price(quotes.bidPrice[i] ?? 0) : null,
    bidSize: quotes.bidSize[i] ?? 0,
    ask: hasAsk ? price(quotes.askPrice[i] ?? 0) : null,
    askSize: quotes.askSize[i] ?? 0,
    last: day.hasLast(i) ? price(day.last[i] ?? 0) : null,
    volume: day.volume[i] ?? 0,
    extendedLast: day.extendedOffset[i] === -1 ? null : price(day.extendedLast[i] ?? 0),
    extendedVolume: day.extendedVolume[i] ?? 0,
    vwap: hasVwap
      ? Number(((day.turnover[i] ?? 0) / (day.volume[i] ?? 1) / PER_DOLLAR).toFixed(4))
      : null,
    flags: flagsOf(state, i),
  };
}

function flagsOf({ quotes, status }: MarketState, i: number): readonly string[] {
  const flags: string[] = [];
  const stale = nameOf(StaleReason, quotes.stale[i]);
  if (stale !== 'fresh') flags.push(`stale: ${stale}`);
  const condition = nameOf(QuoteCondition, quotes.condition[i]);
  if (condition !== 'normal') flags.push(condition);
  const phase = nameOf(MarketStatus, status[i]);
  if (phase !== 'unknown' && phase !== 'trading') flags.push(phase);
  return flags;
}

function nameOf(codes: Readonly<Record<string, number>>, code: number | undefined): string {
  const name = Object.keys(codes).find((one) => codes[one] === code) ?? 'unknown';
  return name.toLowerCase().replaceAll('_', ' ');
}

/** A bar; `time` is its start. */
export function barRow(bar: Bar, symbol: string): ReplayRow {
  const isThere = bar.kind !== BarKind.WITHDRAWN;
  return {
    what: 'bar',
    date: dateText(bar.date),
    time: timeText(bar.start),
    end: timeText(bar.end),
    symbol,
    width: bar.width,
    kind: KINDS[bar.kind] ?? '',
    open: isThere ? price(bar.open) : null,
    high: isThere ? price(bar.high) : null,
    low: isThere ? price(bar.low) : null,
    close: isThere ? price(bar.close) : null,
    volume: bar.volume,
    trades: bar.trades,
  };
}

/** Values at a bar, in USD but for RSI, rounded to six decimals for the eye; null where there are too few bars. */
export function indicatorRow(
  told: IndicatorValues,
  indicators: readonly Indicator[],
  symbol: string,
): ReplayRow {
  const row: Record<string, number | null> = {};
  let at = 0;
  for (const { name, outputs } of indicators) {
    const unit = name.startsWith('rsi') ? 1 : PER_DOLLAR;
    for (const output of outputs) {
      const value = told.values[at++] ?? NaN;
      const label = outputs.length === 1 ? name : `${name} ${output}`;
      row[label] = Number.isNaN(value) ? null : Number((value / unit).toFixed(6));
    }
  }
  return {
    what: 'indicators',
    date: dateText(told.date),
    time: timeText(told.start),
    symbol,
    width: told.width,
    kind: told.isCorrection ? 'corrected' : 'closed',
    ...row,
  };
}
