import { describe, expect, test } from 'vitest';
import { formatDate, parseDate } from '../time/civil-date.ts';
import { RULEBOOK } from './index.ts';
import { rulesOn } from './rules-on.ts';

const on = (date: string, id: string): unknown =>
  rulesOn(parseDate(date)).find((rule) => rule.id === id)?.value;

describe('the rules in force on a day', () => {
  test('each id once, each with a source', () => {
    const ids = RULEBOOK.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { entries } of RULEBOOK)
      for (const { source } of entries) expect(source.length).toBeGreaterThan(5);
  });

  test.each([
    ['2020-02-17', 2_070n, '2020-02-17'],
    ['2020-02-18', 2_210n, '2021-02-24'],
    ['2025-05-14', 0n, '2026-04-03'],
    ['2026-11-20', 2_060n, undefined],
  ])('on %s the SEC fee is %s cents per million', (date, cents, until) => {
    const fee = rulesOn(parseDate(date)).find((rule) => rule.id === 'fees.section-31');
    expect(fee?.value).toBe(cents);
    expect(fee?.until === undefined ? undefined : formatDate(fee.until)).toBe(until);
  });

  test('the settlement cycle, round lots and Limit Up-Limit Down change on their days', () => {
    expect([on('2024-05-27', 'settlement.cycle'), on('2024-05-28', 'settlement.cycle')]).toEqual([
      2, 1,
    ]);
    expect(on('2025-11-02', 'instrument.roundLot')).toHaveLength(1);
    expect(on('2025-11-03', 'instrument.roundLot')).toHaveLength(4);
    expect(on('2020-02-18', 'protection.LULD')).toMatchObject({ doublesTier2: true });
    expect(on('2020-02-24', 'protection.LULD')).toMatchObject({ doublesTier2: false });
  });

  test('what had not begun is left out', () => {
    expect(on('2010-01-04', 'protection.LULD')).toBeUndefined();
  });
});
