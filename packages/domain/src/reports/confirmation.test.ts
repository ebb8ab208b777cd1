import { expect, test } from 'vitest';
import { parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import { buildReport } from './build.ts';
import type { ConfirmedExecution } from './ledger.ts';

const [TRADED, SETTLES] = [parseDate('2026-11-30'), parseDate('2026-12-01')];
const CHARGED = { commission: 10_000n, section31: 0n, taf: 0n, venue: -200n, orf: 0n };

/** An execution of 09:31:07.25 in New York. */
const execution = (n: number, more: Partial<ConfirmedExecution>): ConfirmedExecution => ({
  executionId: `0-${n}`,
  orderId: 'order-1',
  instrumentId: 'ACME',
  side: 'BUY',
  quantity: 100n,
  price: 100_000n,
  principal: 10_000_000n,
  fees: CHARGED,
  tradeDate: TRADED,
  settlementDate: SETTLES,
  executedAt: instantOf(TRADED, wall(9, 31, 7)) + 250_000_000n,
  ...more,
});

const LEDGER = {
  accountId: 'alice',
  fills: [],
  cash: [],
  actions: [],
  instruments: [],
  undone: [],
  confirmed: [
    execution(1, {}),
    // 50 more of the same order elsewhere, at 10.01.
    execution(2, {
      quantity: 50n,
      price: 100_100n,
      principal: 5_005_000n,
      fees: { ...CHARGED, commission: 0n },
      venue: 'XDMN',
    }),
    execution(3, {
      orderId: 'order-2',
      side: 'SELL',
      fees: { ...CHARGED, section31: 300n, taf: 200n, orf: 100n },
    }),
  ],
};
const TERMS = {
  kind: 'CONFIRMATION',
  accountId: 'alice',
  from: '2026-11-30',
  to: '2026-11-30',
  inputsPosition: '7',
} as const;

test('each order is confirmed with its average price, fees by kind, dates, capacity and what moves', () => {
  const { tables, sums } = buildReport(LEDGER, TERMS);
  const [orders, fees, executions] = tables;
  expect(orders?.columns.map(({ name }) => name).join(' ')).toBe(
    'order tradeDate settlementDate side instrument quantity price principal fees net capacity',
  );
  expect(orders?.rows.map((row) => row.join(' '))).toEqual([
    // 1,000.00 and 500.50 for 150: 10.0033; with 1.00 of commission less 0.04 of rebates.
    'order-1 2026-11-30 2026-12-01 BUY ACME 150 10.0033 1500.50 0.96 -1501.46 AGENT',
    'order-2 2026-11-30 2026-12-01 SELL ACME 100 10.00 1000.00 1.04 998.96 AGENT',
  ]);
  expect(fees?.rows.map((row) => row.join(' '))).toEqual([
    'order-1 2026-11-30 1.00 0.00 0.00 -0.04 0.00',
    'order-2 2026-11-30 1.00 0.03 0.02 -0.02 0.01',
  ]);
  expect(executions?.rows.map((row) => [row[0], row[2], row.at(-1)])).toEqual([
    ['0-1', '09:31:07.250000', ''],
    ['0-2', '09:31:07.250000', 'XDMN'],
    ['0-3', '09:31:07.250000', ''],
  ]);
  expect(Object.fromEntries(sums.map(({ name, value }) => [name, value]))).toEqual({
    executions: '3',
    bought: '1500.50',
    sold: '1000.00',
    fees: '2.00',
    net: '-502.50',
  });
});

test('what the rule asks for beside numbers is said, or why it is not', () => {
  const text = buildReport(LEDGER, TERMS).notes.join(' ');
  for (const word of [
    'AGENT',
    'mark-up',
    'payment for order flow',
    'yield',
    'odd-lot',
    'market centre',
  ])
    expect(text).toContain(word);
});

test('one that corrects another says so first, and nothing else is different', () => {
  const { notes, ...first } = buildReport(LEDGER, TERMS);
  const { notes: corrected, ...second } = buildReport(LEDGER, { ...TERMS, replaces: 'report-1' });
  expect(second).toEqual(first);
  expect(corrected).toEqual([expect.stringContaining('replaces the report report-1'), ...notes]);
});
