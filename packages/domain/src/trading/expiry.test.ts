import { describe, expect, test } from 'vitest';
import { alice, AMZN, market } from '../../test/trading-scene.ts';
import { formatDate, parseDate } from '../time/civil-date.ts';
import { instantOf, wall } from '../time/new-york.ts';
import { expiredThrough } from './expiry.ts';
import type { TradingState } from './state.ts';
import { validateOrder } from './validate-order.ts';

const ten = (day: string): bigint => instantOf(parseDate(day), wall(10));

function inSession(date: string, phase: TradingState['session']['phase']): TradingState {
  const state = market();
  state.session = { date: parseDate(date), phase };
  return state;
}

describe('the latest day that is over', () => {
  test.each([
    ['without sessions it is yesterday in New York', market(), '2026-11-28', '2026-11-27'],
    [
      'a session that is held decides for its day',
      inSession('2026-11-30', 'CONTINUOUS'),
      '2026-11-30',
      '2026-11-29',
    ],
    [
      '… also when its date is not the calendar’s',
      inSession('2026-11-30', 'PRE_OPEN'),
      '2026-11-28',
      '2026-11-29',
    ],
    [
      'a session is over when its closing auction is',
      inSession('2026-11-27', 'POST_CLOSE'),
      '2026-11-27',
      '2026-11-27',
    ],
    [
      'between sessions the calendar goes on',
      inSession('2026-11-27', 'CLOSED'),
      '2026-11-29',
      '2026-11-28',
    ],
  ] as const)('%s', (_, state, day, over) => {
    expect(formatDate(expiredThrough(state, ten(day)))).toBe(over);
  });

  test('changes at midnight in New York, not in Greenwich', () => {
    const midnight = instantOf(parseDate('2026-11-28'), 0n);
    expect(formatDate(expiredThrough(market(), midnight - 1n))).toBe('2026-11-26');
    expect(formatDate(expiredThrough(market(), midnight))).toBe('2026-11-27');
  });
});

test.each([
  ['2026-11-29', 'ok'],
  ['2026-11-28', 'ok'],
  ['2026-11-27', 'INVALID_ORDER_TERMS'],
  ['1969-12-31', 'INVALID_ORDER_TERMS'],
  ['0001-01-01', 'INVALID_ORDER_TERMS'],
])('on 28 November a GTD order until %s: %s', (day, verdict) => {
  const valid = validateOrder(
    market(),
    {
      accountId: alice,
      instrumentId: AMZN,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTD',
      expiresOn: parseDate(day),
      quantity: 5n,
      limitPrice: 1_000_000n,
    },
    ten('2026-11-28'),
  );
  expect(valid.ok ? 'ok' : valid.rejection.code).toBe(verdict);
});
