import { expect, test } from 'vitest';
import { accruedText, closingsText, postingsText, ratesText } from './texts.ts';

const cells = (text: string): readonly (readonly string[])[] =>
  text.split('\n').map((line) => line.trimEnd().split(/ {2,}/));

test('rates are percent a year', () => {
  const rates = { since: '2026-11-01', creditBasisPoints: 425, debitBasisPoints: 1_050 };
  expect(cells(ratesText([rates])).slice(1)).toEqual([['2026-11-01', '4.25 %', '10.50 %']]);
  expect(ratesText([])).toMatch(/no rates/);
});

test('what is paid has a line for each month', () => {
  const closing = { through: '2026-11-30', accounts: 3, paid: '1234500', owed: '100' };
  expect(cells(closingsText([closing])).slice(1)).toEqual([['2026-11-30', '3', '123.45', '0.01']]);
  expect(cells(postingsText([{ through: '2026-11-30', amount: '-45000' }])).slice(1)).toEqual([
    ['2026-11-30', '-4.50'],
  ]);
  expect([closingsText([]), postingsText([])]).toEqual([
    'nothing is paid yet',
    'nothing is paid yet',
  ]);
});

test('what has accrued says for which days, and on what', () => {
  const span = { from: '2026-12-01', through: '2026-12-05' };
  expect(accruedText({ ...span, balance: '10000000', accrued: '5900' })).toBe(
    'accrued 0.59 from 2026-12-01 through 2026-12-05, settled cash 1000.00',
  );
  const nothing = { from: null, through: null, balance: '0', accrued: '0' };
  expect(accruedText(nothing)).toBe('nothing accrues');
});
