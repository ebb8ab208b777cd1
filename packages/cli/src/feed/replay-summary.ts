import type { LeftOut, LostRange, MarketState, Quarantined } from '@bellwether/market-data';
import { table } from '../output/report.ts';
import type { FeedDamage } from './feed-damage.ts';

/** Of what is listed at all, how much a summary shows. */
const LISTED = 20;

/** What came of a replay. */
export interface ReplaySummary {
  readonly format: string;
  readonly instruments: number;
  readonly sources: readonly {
    readonly name: string;
    readonly updates: number;
    readonly trades: number;
    readonly duplicates: number;
    readonly gaps: number;
    readonly lost: readonly LostRange[];
    readonly quarantined: number;
  }[];
  readonly quarantine: Readonly<Record<string, number>>;
  readonly quarantined: readonly Quarantined[];
  readonly bars: number;
  readonly leftOut: LeftOut | undefined;
  readonly error: FeedDamage | undefined;
}

export function summaryOf(
  state: MarketState,
  rest: Pick<ReplaySummary, 'format' | 'bars' | 'leftOut' | 'error'>,
): ReplaySummary {
  return {
    ...rest,
    instruments: state.symbols.count,
    sources: state.sources.map((source) => ({
      name: source.name,
      updates: source.updates,
      trades: source.trades,
      duplicates: source.duplicates,
      gaps: source.lost.count,
      lost: source.lost.listed.slice(0, LISTED),
      quarantined: source.quarantined,
    })),
    quarantine: state.quarantine.counts,
    quarantined: state.quarantine.listed.slice(0, LISTED),
  };
}

export function summaryText(summary: ReplaySummary): string {
  const { sources, quarantine, quarantined, leftOut, error } = summary;
  const rows = [
    ['source', 'updates', 'trades', 'duplicates', 'gaps', 'quarantined'],
    ...sources.map((source) => [
      source.name,
      ...[source.updates, source.trades, source.duplicates, source.gaps, source.quarantined].map(
        String,
      ),
    ]),
  ];
  const counted = (counts: Readonly<Record<string, number>>): readonly string[] =>
    Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`  ${what} ${count}`] : []));
  return [
    '',
    `${summary.format}: ${summary.instruments} instruments, ${summary.bars} bars`,
    table(rows),
    ...counted(quarantine),
    ...quarantined.map(
      ({ reason, symbol, sequence, part, price, reference }) =>
        `  ${reason} ${symbol} at ${sequence}.${part}: ${price} beside ${reference} (1/10 000 USD)`,
    ),
    ...sources.flatMap(({ lost }) =>
      lost.map(({ after, before }) => `  lost after ${after}, before ${before}`),
    ),
    ...counted({ ...leftOut }).map((line) => `${line} left out`),
    ...(error === undefined ? [] : [`error ${error.code}: ${error.message}`]),
  ].join('\n');
}
