import { expect, test } from 'vitest';
import { feesText, schedulesText } from './fees.ts';

test('days of fees are a line each, with what they come to', () => {
  const day = { commission: '10000', section31: '300', taf: '100', venue: '-2000', orf: '0' };
  const lines = feesText([
    { day: '2026-11-23', ...day },
    { day: '2026-11-20', ...day, venue: '500' },
  ]).split('\n');
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
    ['day', 'commission', 'Section 31', 'TAF', 'venues', 'ORF', 'all, USD'],
    ['2026-11-23', '1.00', '0.03', '0.01', '-0.20', '0.00', '0.84'],
    ['2026-11-20', '1.00', '0.03', '0.01', '0.05', '0.00', '1.09'],
    ['together', '2.00', '0.06', '0.02', '-0.15', '0.00', '1.93'],
  ]);
  expect(feesText([])).toBe('nothing was charged');
});

test('schedules say in USD what is taken', () => {
  const commission = { product: 'STOCK', perOrder: '0.00', perUnit: '5000', minimum: '1.00' };
  const venue = { venue: 'OWN', product: 'STOCK', taker: '2900', maker: '-2000', auction: '0' };
  const text = schedulesText([{ ...commission, maximumBasisPoints: 100 }, venue]);
  expect(text).toContain('an order 0.00, a unit 0.005, at least 1.00, at most 1 %');
  expect(text).toContain('taker 0.0029, maker -0.002, auction 0.00');
});
