import { describe, expect, test } from 'vitest';
import {
  parseBasisPoints,
  parseMoney,
  parseCount,
  parseDay,
  parseDuration,
  parseOrderId,
  parseRevision,
  parseSymbol,
} from './arguments.ts';

describe('a duration', () => {
  test.each([
    ['20s', 20_000],
    ['5m', 300_000],
    ['500ms', 500],
    ['1h', 3_600_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '20', 's', '-1s', '1.5s', '1d'])('%j is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(/such as 20s/);
  });
});

test.each(['', '0', '-1', '1.5', '1e3', 'ten', '1000000000'])('%j is no count', (text) => {
  expect(() => parseCount(text)).toThrow(/above zero/);
});

test.each(['', 'amzn', '1A', 'A B', 'ABCDEFGHIJKLM', 'A>'])('%j is no symbol', (text) => {
  expect(() => parseSymbol(text)).toThrow(/capital letters/);
});

test.each(['', '1', '0192F3A0-7C1E-7AAA-8BBB-000000000001', "' or 1=1 --"])(
  '%j is no order id',
  (text) => {
    expect(() => parseOrderId(text)).toThrow(/UUID/);
  },
);

test('what is well-formed is read', () => {
  expect([
    parseCount('20000'),
    parseSymbol('BRK.B'),
    parseOrderId('0192f3a0-7c1e-7aaa-8bbb-000000000001'),
  ]).toEqual([20_000, 'BRK.B', '0192f3a0-7c1e-7aaa-8bbb-000000000001']);
});

test.each(['', '2026-02-29', '2026-13-01', '20260101', 'today'])('%j is no day', (text) => {
  expect(() => parseDay(text)).toThrow(/YYYY-MM-DD/);
});

test('a day stays as it was written', () => {
  expect(parseDay('2020-02-29')).toBe('2020-02-29');
});

test('a revision may be zero', () => {
  expect(['0', '7', '123456789012'].map(parseRevision)).toEqual([0, 7, 123_456_789_012]);
});

test.each(['', '-1', '01', '1.5', 'first'])('%j is no revision', (text) => {
  expect(() => parseRevision(text)).toThrow(/whole number/);
});

test.each(['', '0', '0.00', '-1', '1.234', '1e3', '12,5'])('%j is no amount of money', (text) => {
  expect(() => parseMoney(text)).toThrow(/above zero/);
});

test.each(['', '-1', '4.25', '10000'])('%j is no rate in basis points', (text) => {
  expect(() => parseBasisPoints(text)).toThrow(/basis points/);
});

test('amounts stay as they were written, and a rate may be zero', () => {
  expect(['250', '0.01'].map(parseMoney)).toEqual(['250', '0.01']);
  expect(['0', '425'].map(parseBasisPoints)).toEqual([0, 425]);
});
