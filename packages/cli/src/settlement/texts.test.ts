import { expect, test } from 'vitest';
import { lateText, linesText, pendingText, runsText } from './texts.ts';

const cells = (text: string): readonly (readonly string[])[] =>
  text.split('\n').map((line) => line.split(/ {2,}/));

test('a line says what was due, what moved with the new price, and since when the rest is late', () => {
  const line = {
    runId: '2026-12-01-1',
    participant: 'alice',
    instrumentId: 'ACME',
    status: 'PARTIALLY_SETTLED',
    quantity: '-100',
    amount: '10000000',
    fees: '70000',
    settledQuantity: '-60',
    settledAmount: '6000000',
    marked: '-400000',
    late: '-40',
    lateAmount: '4400000',
    failingSince: '2026-12-01',
  };
  expect(cells(linesText([line]))[1]).toEqual([
    '2026-12-01-1',
    'alice',
    'ACME',
    '-100',
    '1000.00',
    '-60',
    '560.00',
    '7.00',
    '-40',
    'partially settled since 2026-12-01',
  ]);
  expect(cells(lateText([line]))[1]).toEqual(['alice', 'ACME', '40', '440.00', '2026-12-01']);
  expect(linesText([])).toBe('nothing was due');
  expect(lateText([])).toBe('nothing is late');
});

test('runs and what is to come are a line each', () => {
  const sums = { lines: 4, late: 1, delivered: '160', paid: '5600000', fees: '70000' };
  expect(cells(runsText([{ runId: '2026-12-01-1', status: 'COMPLETED', ...sums }]))[1]).toEqual([
    '2026-12-01-1',
    'completed',
    '4',
    '1',
    '160',
    '560.00',
    '7.00',
  ]);
  const due = { settlementDate: '2026-12-02', instrumentId: 'ACME', trades: 3 };
  expect(cells(pendingText([{ ...due, quantity: '5', amount: '-500000', fees: '0' }]))[1]).toEqual([
    '2026-12-02',
    'ACME',
    '3',
    '5',
    '-50.00',
    '0.00',
  ]);
});
