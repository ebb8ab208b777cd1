import { expect, test } from 'vitest';
import { effectsText, expirationsText, requestsText, variationsText } from './texts.ts';

const cells = (text: string): readonly (readonly string[])[] =>
  text.split('\n').map((line) => line.trimEnd().split(/ {2,}/));

test('an expiration says what was exercised, and why it waits', () => {
  const ended = {
    expirationId: 'e1',
    instrumentId: 'ACME_C',
    kind: 'EXPIRATION',
    status: 'DONE',
    code: null,
    day: '2026-12-18',
    price: '1000000',
    exercised: '5',
    assigned: '4',
    cash: '0',
  };
  const waits = { ...ended, status: 'DEFERRED', code: 'INSTRUMENT_TRADING', price: '0' };
  expect(cells(expirationsText([ended, waits])).slice(1)).toEqual([
    ['e1', 'ACME_C', 'expiration', '2026-12-18', '100.00', '5', '4', '0.00', 'done'],
    ['e1', 'ACME_C', 'expiration', '2026-12-18', '5', '4', '0.00', 'deferred: INSTRUMENT_TRADING'],
  ]);
  expect(expirationsText([])).toBe('nothing was exercised, and nothing has expired');
});

test('an effect says which shares are bought or sold, or what was paid', () => {
  const assigned = {
    accountId: 'alice',
    instrumentId: 'ACME_C',
    effect: 'ASSIGNED',
    contracts: '2',
    cash: '0',
    side: 'SELL',
    underlyingId: 'ACME',
    quantity: '200',
    price: '900000',
    settlementDate: '2026-12-21',
    code: null,
  };
  const cash = { ...assigned, effect: 'CASH', underlyingId: null, settlementDate: null };
  expect(cells(effectsText([assigned, { ...cash, cash: '-15000000' }])).slice(1)).toEqual([
    ['alice', 'ACME_C', 'assigned', '2', 'sells 200 ACME at 90.00', '2026-12-21'],
    ['alice', 'ACME_C', 'cash', '2', '-1500.00'],
  ]);
  const refused = { ...cash, effect: 'REFUSED', code: 'INSUFFICIENT_FUNDS' };
  expect(effectsText([refused])).toContain('refused: INSUFFICIENT_FUNDS');
});

test('requests and variations are a line each', () => {
  const requests = [
    { instrumentId: 'ACME_C', kind: 'EXERCISE', contracts: '1' },
    { instrumentId: 'ACME_C', kind: 'INSTRUCTION', contracts: null },
  ];
  expect(cells(requestsText(requests)).slice(1)).toEqual([
    ['ACME_C', 'exercise at the close', '1'],
    ['ACME_C', 'on the last day', 'by exception'],
  ]);
  const paid = {
    instrumentId: 'ES',
    day: '2026-12-01',
    quantity: '-2',
    settlementPrice: '40000000',
    amount: '-1000000',
  };
  expect(cells(variationsText([paid]))[1]).toEqual([
    '2026-12-01',
    'ES',
    '-2',
    '4000.00',
    '-100.00',
  ]);
});
