import { expect, test } from 'vitest';
import { dueOf } from './due.ts';

const counts = [
  { day: '2020-01-02', type: 'TradeExecuted', count: '5' },
  { day: '2023-01-02', type: 'TradeExecuted', count: '7' },
  { day: '2023-01-02', type: 'OrderAccepted', count: '11' },
  { day: '2015-01-02', type: 'AccountOpened', count: '1' },
];
const told = (fromDay: string | null, toDay: string | null, isHeld = true) =>
  dueOf(
    counts,
    isHeld ? [{ accountId: null, instrumentId: null, fromDay, toDay }] : [],
    '2026-12-01',
  ).flatMap(({ retentionClass, records, past, held, due }) =>
    records === 0n ? [] : [`${retentionClass} ${records}: ${past} past, ${held} held, ${due} due`],
  );

test('what is past its period is due, but for accounts that live', () => {
  expect(told(null, null, false)).toEqual([
    'BLOTTER 12: 5 past, 0 held, 5 due',
    'ORDER_TICKET 11: 11 past, 0 held, 11 due',
    'ACCOUNT 1: 0 past, 0 held, 0 due',
  ]);
});

test('what is held is not due, whatever its age', () => {
  expect(told(null, null)).toEqual([
    'BLOTTER 12: 5 past, 5 held, 0 due',
    'ORDER_TICKET 11: 11 past, 11 held, 0 due',
    'ACCOUNT 1: 0 past, 0 held, 0 due',
  ]);
  expect(told('2020-01-02', '2020-01-02').slice(0, 2)).toEqual([
    'BLOTTER 12: 5 past, 5 held, 0 due',
    'ORDER_TICKET 11: 11 past, 0 held, 11 due',
  ]);
});
