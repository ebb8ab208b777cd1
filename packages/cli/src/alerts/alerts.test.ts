import { describe, expect, test } from 'vitest';
import { CommandFailure } from '../command-line/exit.ts';
import { alertsText, conditionOf, type AlertRow } from './alerts.ts';

describe('what is waited for', () => {
  test.each([
    [{ above: '101.5' }, { condition: 'PRICE_ABOVE', price: 1_015_000n }],
    [{ below: '99' }, { condition: 'PRICE_BELOW', price: 990_000n }],
    [{ crossesUp: '1.0001' }, { condition: 'CROSSES_UP', price: 10_001n }],
    [{ crossesDown: '1' }, { condition: 'CROSSES_DOWN', price: 10_000n }],
    [{ up: 250 }, { condition: 'MOVE_UP', moveBasisPoints: 250 }],
    [{ down: 1 }, { condition: 'MOVE_DOWN', moveBasisPoints: 1 }],
  ])('is as it was typed: %o', (typed, terms) => {
    expect(conditionOf(typed)).toEqual(terms);
  });

  test('has to be said', () => {
    expect(() => conditionOf({ repeat: true })).toThrow(CommandFailure);
  });
});

test('alerts are a line each', () => {
  const row: AlertRow = {
    alertId: 'a1',
    instrumentId: 'ACME',
    condition: 'PRICE_ABOVE',
    price: '1015000',
    moveBasisPoints: null,
    repeats: false,
    status: 'WAITING',
    armed: true,
    fired: 0,
    lastPrice: '0',
  };
  const moved = { ...row, condition: 'MOVE_UP', price: '0', moveBasisPoints: 25, repeats: true };
  const lines = alertsText([row, { ...moved, armed: false, fired: 3, lastPrice: '1002500' }]);
  expect(lines.split('\n')).toEqual([
    'alert  instrument  waits for                   status                    fired  last at',
    'a1     ACME        above 101.50                waiting                   0      –',
    'a1     ACME        up 0.25 %, again and again  waiting for the way back  3      100.25',
  ]);
  expect(alertsText([])).toContain('alerts set');
});
