import { expect, test } from 'vitest';
import { callsText, conductText, standingText } from './texts.ts';

const cells = (text: string): readonly (readonly string[])[] =>
  text.split('\n').map((line) => line.trimEnd().split(/ {2,}/));

test('a call says what is missing, until when, and what became of it', () => {
  const open = {
    callId: 'c1',
    accountId: 'alice',
    kind: 'HOUSE',
    status: 'OPEN',
    amount: '25000000',
    issuedOn: '2026-11-30',
    dueOn: '2026-12-03',
    endedOn: null,
    rounds: 0,
    orders: 0,
  };
  const sold = { ...open, status: 'LIQUIDATED', endedOn: '2026-12-04', rounds: 2, orders: 1 };
  expect(cells(callsText([open, sold])).slice(1)).toEqual([
    ['c1', 'alice', 'house', '2500.00', '2026-11-30', '2026-12-03', 'open'],
    [
      'c1',
      'alice',
      'house',
      '2500.00',
      '2026-11-30',
      '2026-12-03',
      'liquidated on 2026-12-04, 1 orders in 2 rounds',
    ],
  ]);
  expect(callsText([])).toBe('no margin calls');
});

test('a standing says what an account needs to open and to keep', () => {
  const told = standingText({
    accountId: 'alice',
    accountType: 'MARGIN',
    marginEquity: '100000000',
    initialMargin: '200000000',
    maintenanceMargin: '120000000',
    excess: '-100000000',
    buyingPower: '0',
    marginCall: '20000000',
  });
  expect(cells(told)).toEqual([
    ['account', 'alice', 'type', 'margin'],
    ['equity for margin', '10000.00', 'buying power', '0.00'],
    ['needed to open', '20000.00', 'needed to keep', '12000.00'],
    ['excess', '-10000.00', 'missing', '2000.00'],
  ]);
});

test('violations are a line each, with what follows', () => {
  const violations = [{ kind: 'FREE_RIDING', day: '2026-11-16', instrumentId: 'ACME' }];
  expect(cells(conductText({ violations, frozenUntil: '2027-02-14' })).slice(1)).toEqual([
    ['2026-11-16', 'free riding', 'ACME'],
    ['settled cash alone until 2027-02-14'],
  ]);
  expect(conductText({ violations: [], frozenUntil: null })).toBe('no violations');
});
