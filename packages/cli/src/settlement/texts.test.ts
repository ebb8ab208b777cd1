import { expect, test } from 'vitest';
import { buyInsText, closeOutsText } from './close-outs/close-outs.ts';
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

test('what has to be bought, and what was, is a line each', () => {
  const due = {
    accountId: 'alice',
    instrumentId: 'ACME',
    sale: 'LONG',
    failingSince: '2026-11-30',
    quantity: '40',
  };
  expect(cells(closeOutsText([due]))[1]).toEqual(['alice', 'ACME', '40', '2026-11-30', 'long']);
  const order = { ...due, orderId: 'o', buyInOn: '2026-12-03', executed: '0' };
  const refused = { ...order, status: 'REFUSED', refusal: 'INSUFFICIENT_FUNDS' };
  const placed = { ...order, executed: '40', status: 'PLACED', refusal: null };
  expect(
    cells(buyInsText([placed, refused]))
      .slice(1)
      .map((row) => row.slice(3)),
  ).toEqual([
    ['40', '40', '2026-11-30', 'long', 'o', 'placed'],
    ['40', '0', '2026-11-30', 'long', 'o', 'refused: INSUFFICIENT_FUNDS'],
  ]);
  expect(closeOutsText([])).toBe('nothing has to be bought in');
  expect(buyInsText([])).toBe('nothing was bought in');
});
