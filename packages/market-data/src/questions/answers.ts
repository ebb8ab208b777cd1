import type { BarWidth } from '../bars/bar-width.ts';
import type { MarketBoard } from '../board/market-board.ts';
import { barRow, indicatorRows, quoteRow } from '../board/market-rows.ts';
import { instantText } from '../moment/market-time.ts';
import type { SourceRunner } from '../sources/source-runner.ts';
import { BARS_DEFAULT, WIDTH_DEFAULT } from './market-questions.ts';

/** What questions are answered from. */
export interface Answering {
  readonly board: MarketBoard;
  /** Sources as they are now. */
  readonly sources: () => readonly SourceRunner[];
}

/** An input that its schema has let in. */
interface Input {
  readonly symbol?: string;
  readonly symbols?: readonly string[];
  readonly width?: BarWidth;
  readonly first?: number;
  readonly names?: readonly string[];
  readonly source?: string;
}

type Answer = (from: Answering, input: Input) => readonly object[];

/** A question names an indicator that is not worked out. */
export class UnknownIndicatorError extends Error {
  override readonly name = 'UnknownIndicatorError';
  readonly code = 'BAD_QUERY';
}

/** Who answers each question of `MARKET_QUESTIONS`: its rows. @throws UnknownIndicatorError */
export const ANSWERS: Readonly<Record<string, Answer>> = {
  'feed.quotes': ({ board }, { symbols = [] }) =>
    [...new Set(symbols)].flatMap((symbol) => {
      const i = board.state.symbols.find(symbol);
      return i === undefined ? [] : [quoteRow(board, i)];
    }),
  'feed.bars': ({ board }, { symbol = '', width = WIDTH_DEFAULT, first = BARS_DEFAULT }) => {
    const i = board.state.symbols.find(symbol);
    if (i === undefined) return [];
    return board.bars.newest(i, width, first).map((bar) => barRow(symbol, width, bar));
  },
  'feed.indicators': ({ board }, { symbol = '', width = WIDTH_DEFAULT, names = [] }) => {
    const known = board.indicators.map(({ name }) => name);
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new UnknownIndicatorError(
        `${unknown} is not worked out; there are ${known.join(', ')}`,
      );
    const i = board.state.symbols.find(symbol);
    return i === undefined ? [] : indicatorRows(board, i, width, names);
  },
  'feed.symbols': ({ board: { state } }) =>
    Array.from({ length: state.symbols.count }, (_, instrument) => ({
      symbol: state.symbols.symbolOf(instrument),
      instrument,
    })),
  'feed.sources': ({ sources }) => sources().map(sourceRow),
  'feed.gaps': ({ sources }, { source }) =>
    sources()
      .filter(({ options: { name } }) => source === undefined || name === source)
      .flatMap(gapRows),
};

function sourceRow(runner: SourceRunner) {
  const { phase, failure, format, intake, leftOut, readings, copies } = runner;
  const { name, source } = runner.options;
  const counts = intake?.source.state;
  const { unrepresentable = 0, unknownOrders = 0, otherMessages = 0 } = leftOut ?? {};
  return {
    name,
    kind: source.kind,
    format: format ?? null,
    state: phase,
    code: failure?.code ?? null,
    reason: failure?.message ?? null,
    readings,
    updates: `${counts?.updates ?? 0}`,
    trades: `${counts?.trades ?? 0}`,
    duplicates: `${(counts?.duplicates ?? 0) + copies}`,
    quarantined: `${counts?.quarantined ?? 0}`,
    leftOut: `${unrepresentable + unknownOrders + otherMessages}`,
    gaps: `${counts?.lost.count ?? 0}`,
    moved: intake?.isMoved ?? false,
    eventTime: intake?.event === undefined ? null : instantText(intake.event),
    receivedAt: intake?.received === undefined ? null : instantText(intake.received),
  };
}

function gapRows({ options: { name }, intake }: SourceRunner): readonly object[] {
  return (intake?.losses ?? []).map(({ symbol, from, to, count, at }) => ({
    source: name,
    symbol: symbol ?? null,
    from: `${from}`,
    to: `${to}`,
    count: `${count}`,
    at: instantText(at),
  }));
}
