import { formatDecimal } from '../kernel/fixed-point.ts';
import type { CurveDay } from '../performance/equity-curve.ts';
import { performanceOf } from '../performance/performance.ts';
import { ratioText } from '../performance/ratio.ts';
import { linked } from '../performance/returns.ts';
import { formatDate } from '../time/civil-date.ts';
import { numbers, words, type ReportTable } from './document.ts';
import { MARKS_NOTE, money, orderOfLots, sum, type Body, type Made } from './made.ts';
import { equityChart } from './sections.ts';

/** What was made of an account, and how. */
export function performance({ ledger, days, curve, rows, closed }: Made): Body {
  const found = performanceOf(curve, days);
  const wins = closed.filter(({ realised }) => realised > 0n).length;
  const decided = closed.filter(({ realised }) => realised !== 0n).length;
  const measure = (name: string, title: string, value: number | null | undefined) =>
    sum(name, title, ratioText(value ?? null, 6));
  return {
    notes: [
      MARKS_NOTE,
      'Returns are Π(1 + r) − 1 of (end + out) ÷ (start + in) − 1 a day; a yearly one only where there is a year.',
      'Deviations are of a sample, annualised by √252; the deepest fall counts from the beginning.',
      `The win rate is of lots closed ${orderOfLots(ledger)}.`,
    ],
    sums: [
      money('start', 'Worth before', found?.start ?? 0n),
      money('end', 'Worth at the end', found?.end ?? 0n),
      money('profit', 'Profit', found?.profit ?? 0n),
      measure('timeWeighted', 'Time-weighted return', found?.timeWeighted),
      measure('timeWeightedYearly', 'Time-weighted return, yearly', found?.timeWeightedYearly),
      measure('moneyWeighted', 'Money-weighted return', found?.moneyWeightedReturn),
      sum('moneyWeightedRoots', 'Money-weighted rates found', found?.moneyWeighted.kind ?? 'NONE'),
      measure('volatility', 'Volatility', found?.volatility),
      measure('sharpe', 'Sharpe', found?.sharpe),
      measure('sortino', 'Sortino', found?.sortino),
      measure('calmar', 'Calmar', found?.calmar),
      measure('drawdown', 'Deepest fall', found?.drawdown?.depth),
      sum('drawdownFrom', 'Fall from', found?.drawdown ? formatDate(found.drawdown.peak) : ''),
      sum('drawdownTo', 'Fall to', found?.drawdown ? formatDate(found.drawdown.trough) : ''),
      measure('turnover', 'Turnover', found?.turnover),
      measure('exposure', 'Exposure', found?.exposure),
      measure('winRate', 'Win rate of lots', decided === 0 ? null : wins / decided),
    ],
    tables: [
      {
        name: 'contributions',
        title: 'Contributions',
        columns: [
          words('instrument', 'Instrument'),
          numbers('profit', 'Profit'),
          numbers('contribution', 'Contribution'),
        ],
        rows: (found?.contributions ?? []).map((one) => [
          one.instrumentId,
          formatDecimal(one.profit),
          ratioText(one.contribution, 6) ?? '',
        ]),
      },
      monthsTable(rows),
      daysTable(rows),
    ],
    charts: [equityChart(rows)],
  };
}

function monthsTable(rows: readonly CurveDay[]): ReportTable {
  const months = Map.groupBy(rows, ({ day }) => formatDate(day).slice(0, 7));
  return {
    name: 'months',
    title: 'Months',
    columns: [words('month', 'Month'), numbers('return', 'Return'), numbers('end', 'Worth')],
    rows: [...months].map(([month, days]) => [
      month,
      ratioText(linked(days.flatMap((row) => row.return ?? [])), 6) ?? '',
      formatDecimal(days.at(-1)?.end ?? 0n),
    ]),
  };
}

function daysTable(rows: readonly CurveDay[]): ReportTable {
  return {
    name: 'days',
    title: 'Days',
    columns: [
      words('day', 'Day'),
      numbers('start', 'Start'),
      numbers('in', 'In'),
      numbers('out', 'Out'),
      numbers('end', 'End'),
      numbers('return', 'Return'),
      numbers('version', 'Version'),
    ],
    rows: rows.map((row) => [
      formatDate(row.day),
      ...[row.start, row.in, row.out, row.end].map(formatDecimal),
      ratioText(row.return, 6) ?? '',
      `${row.version}`,
    ]),
  };
}
