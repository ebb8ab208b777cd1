import { expect, test } from 'vitest';
import { curveTable, performanceTable, type PerformanceAnswer } from './performance-table.ts';

const ANSWER: PerformanceAnswer = {
  accountId: 'alice',
  from: '2026-11-02',
  to: '2026-11-30',
  start: '10000000',
  end: '11000000',
  in: '500000',
  out: '0',
  fees: '10000',
  profit: '500000',
  timeWeighted: '0.047619',
  timeWeightedYearly: null,
  moneyWeighted: '-1.100000',
  moneyWeightedYearly: '12.345678',
  moneyWeightedRoots: 'ONE',
  volatility: '0.200000',
  sharpe: '1.2345',
  sortino: null,
  calmar: null,
  drawdown: '-0.012500',
  drawdownFrom: '2026-11-03',
  drawdownTo: '2026-11-05',
  turnover: '0.5000',
  exposure: '0.9000',
  winningDays: '0.6000',
  benchmark: null,
  beta: null,
  trackingError: null,
  contributions: [{ symbol: 'ACME', profit: '500000', contribution: '0.047619' }],
  version: 2,
  valuedDays: 20,
  officialDays: 19,
  skippedDays: 1,
};

test('a performance says what it knows, and of what is not defined nothing', () => {
  expect(performanceTable(ANSWER).split('\n')).toEqual([
    'account         alice        days         2026-11-02 – 2026-11-30',
    'start           1000.00      end          1100.00',
    'paid in         50.00        paid out     0.00',
    'profit          50.00        fees         1.00',
    'time-weighted   4.7619 %     a year       –',
    'money-weighted  -110.0000 %  a year       1234.5678 %',
    'volatility      20.0000 %    Sharpe       1.2345',
    'Sortino         –            Calmar       –',
    'deepest fall    -1.2500 %    from, to     2026-11-03, 2026-11-05',
    'turnover        0.5000       exposure     0.9000',
    'winning days    60.00 %      version      2',
    'benchmark       –            beta         –',
    'tracking error  –            valued days  20, 19 at official closes, 1 skipped',
    '',
    'symbol  profit  contributed',
    'ACME    50.00   4.7619 %',
  ]);
});

test('several roots are no answer', () => {
  const text = performanceTable({ ...ANSWER, moneyWeighted: null, moneyWeightedRoots: 'SEVERAL' });
  expect(text).toContain('several roots: no answer');
});

test('a curve has a line for each day', () => {
  const row = { start: '0', in: '10000', out: '0', end: '10000', return: '0.000000' };
  const rows = [{ day: '2026-11-02', ...row, version: 1, official: true }];
  expect(curveTable(rows).split('\n')).toEqual([
    'day         start  in    out   end   return    version',
    '2026-11-02  0.00   1.00  0.00  1.00  0.0000 %  1        official',
  ]);
});
