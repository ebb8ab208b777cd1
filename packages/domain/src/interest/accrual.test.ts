import { describe, expect, test } from 'vitest';
import { formatDecimal, parseDecimal as usd } from '../kernel/fixed-point.ts';
import { addDays, formatDate, parseDate as day } from '../time/civil-date.ts';
import { interestOn, monthStart, type DayBalance, type InterestRates } from './accrual.ts';

const RATES = [{ from: day('2026-11-01'), creditBasisPoints: 360, debitBasisPoints: 720 }];
const balance = (on: string, amount: string): DayBalance => ({
  day: day(on),
  balance: usd(amount),
});
const november = (
  balances: readonly DayBalance[],
  rates: readonly InterestRates[] = RATES,
): string => formatDecimal(interestOn(balances, rates, day('2026-11-01'), day('2026-11-30')));

describe('interest of a month, by hand (actual/360)', () => {
  test.each([
    // 3.60 % / 360 is a hundredth of a percent a day.
    ['1 000 000 for thirty days', [balance('2026-10-15', '1000000')], '3000.00'],
    ['a debt costs twice as much', [balance('2026-10-15', '-1000000')], '-6000.00'],
    ['money counts from the end of its day', [balance('2026-11-30', '10000')], '1.00'],
    [
      'until the day on which it goes',
      [balance('2026-11-01', '10000'), balance('2026-11-11', '0')],
      '10.00',
    ],
    ['half a cent is a cent', [balance('2026-11-30', '50')], '0.01'],
    ['less is nothing', [balance('2026-11-30', '49.99')], '0.00'],
    ['and a debt of half a cent is one', [balance('2026-11-30', '-25')], '-0.01'],
    // 10 days × 0.50, of which no day alone makes a cent out of 0.0049.
    ['days are added up before they are rounded', [balance('2026-11-21', '49')], '0.05'],
    [
      'one day in debt',
      [balance('2026-11-01', '300'), balance('2026-11-02', '-100'), balance('2026-11-03', '300')],
      '0.85',
    ],
    ['nothing, where there was nothing', [], '0.00'],
  ] as const)('%s', (_what, balances, expected) => {
    expect(november(balances)).toBe(expected);
  });

  test('a new rate counts from its day on, and before the first there is none', () => {
    const rates = [
      { from: day('2026-11-11'), creditBasisPoints: 360, debitBasisPoints: 0 },
      { from: day('2026-11-21'), creditBasisPoints: 720, debitBasisPoints: 0 },
    ];
    // Ten days at 1.00 and ten at 2.00.
    expect(november([balance('2026-01-01', '10000')], rates)).toBe('30.00');
  });

  test('spans of any length add up to the whole but for their cents', () => {
    const balances = [balance('2026-10-15', '123456.78'), balance('2026-11-17', '-98765.43')];
    let sum = 0n;
    for (let first = day('2026-11-01'); first <= day('2026-11-30'); first = addDays(first, 10))
      sum += interestOn(balances, RATES, first, addDays(first, 9));
    const whole = interestOn(balances, RATES, day('2026-11-01'), day('2026-11-30'));
    expect(sum - whole <= 150n && whole - sum <= 150n).toBe(true);
  });
});

test('a month begins with its first day', () => {
  expect(
    ['2026-11-30', '2026-12-01', '2024-02-29'].map((one) => formatDate(monthStart(day(one)))),
  ).toEqual(['2026-11-01', '2026-12-01', '2024-02-01']);
});
