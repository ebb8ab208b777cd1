import { formatDate, parseDate } from '@bellwether/domain';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { dayOf, rulesDocument, rulesText } from './rules.ts';

const day = parseDate('2020-02-18');

test('programs get the rules of a day with their sources', () => {
  const { date, rules } = JSON.parse(
    JSON.stringify(rulesDocument(day), (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value,
    ),
  ) as { date: string; rules: readonly { id: string; value: unknown; source: string }[] };
  expect(date).toBe('2020-02-18');
  expect(rules.find(({ id }) => id === 'fees.section-31')).toMatchObject({ value: '2210' });
  expect(rules.every(({ source }) => source.length > 0)).toBe(true);
});

test('people read since when and until when each holds', () => {
  const text = rulesText(day, new Writable());
  expect(text).toContain('Rules in force on 2020-02-18');
  expect(text).toContain('since 2020-02-18 until 2021-02-24 · SEC fee rate advisory FY2020');
});

test('without a day it is today in New York, where yesterday lasts longer', () => {
  const night = Date.parse('2026-11-20T03:00:00Z');
  expect(formatDate(dayOf(undefined, night))).toBe('2026-11-19');
  expect(formatDate(dayOf('2020-02-18', night))).toBe('2020-02-18');
});
