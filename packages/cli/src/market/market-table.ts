import { formatDecimal } from '@bellwether/domain';
import type { QuoteRow } from '@bellwether/market-data/contract';
import { table } from '../output/report.ts';

/** The newest values of indicators of a symbol, by name; null while there are too few bars. */
export type Values = ReadonlyMap<string, string | null>;

/** A quote and what belongs to it. */
export interface Watched {
  readonly quote: QuoteRow;
  readonly values: Values;
  /** From receipt to here, ms. */
  readonly lagMs: number | undefined;
}

/** The market as aligned columns, a line for each symbol that was asked for. */
export function marketTable(
  symbols: readonly string[],
  indicators: readonly string[],
  watched: ReadonlyMap<string, Watched>,
): string {
  const head = ['symbol', 'bid', '', 'ask', '', 'last', 'volume', ...indicators, 'lag', ''];
  const lines = symbols.map((symbol) => {
    const one = watched.get(symbol);
    return one === undefined ? [symbol, 'no feed tells of it'] : lineOf(one, indicators);
  });
  const width = head.length;
  return table([
    head,
    ...lines.map((line) => Array.from({ length: width }, (_, i) => line[i] ?? '')),
  ]);
}

function lineOf(
  { quote, values, lagMs }: Watched,
  indicators: readonly string[],
): readonly string[] {
  const { symbol, bid, bidSize, ask, askSize, last, volume } = quote;
  return [
    symbol,
    priceText(bid),
    bid === null ? '' : `×${bidSize}`,
    priceText(ask),
    ask === null ? '' : `×${askSize}`,
    priceText(last),
    volume,
    ...indicators.map((name) => shortened(values.get(name) ?? null)),
    lagMs === undefined ? '–' : `${lagMs} ms`,
    flagsOf(quote),
  ];
}

/** What a program reads of a change: the quote with the values and the lag. */
export function changeLine({ quote, values, lagMs }: Watched): string {
  return JSON.stringify({ ...quote, indicators: Object.fromEntries(values), lagMs: lagMs ?? null });
}

function flagsOf({ stale, locked, crossed, status }: QuoteRow): string {
  const flags = [
    ...(stale === null ? [] : [`stale: ${stale.toLowerCase()}`]),
    ...(locked ? ['locked'] : []),
    ...(crossed ? ['crossed'] : []),
    ...(status === 'UNKNOWN' || status === 'TRADING' ? [] : [status.toLowerCase()]),
  ];
  return flags.join(', ');
}

function priceText(units: string | null): string {
  return units === null ? '–' : formatDecimal(BigInt(units));
}

/** Two places are enough for the eye. */
function shortened(value: string | null): string {
  return value === null ? '–' : value.replace(/(\.\d\d)\d+$/, '$1');
}
