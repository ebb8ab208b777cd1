import { expect, test } from 'vitest';
import { transfersText } from './texts.ts';

const cells = (text: string): readonly (readonly string[])[] =>
  text.split('\n').map((line) => line.trimEnd().split(/ {2,}/));

test('a payment says what became of it, until when it is held, and why it went back', () => {
  const row = {
    transferId: 'p1',
    accountId: 'alice',
    kind: 'DEPOSIT',
    status: 'RECEIVED',
    amount: '2500000',
    heldUntil: '2026-12-04',
    reason: null,
  };
  const back = { ...row, transferId: 'p2', status: 'RETURNED', reason: 'no funds' };
  const out = { ...row, transferId: 'p3', kind: 'WITHDRAWAL', status: 'PAID', heldUntil: null };
  expect(cells(transfersText([row, back, out])).slice(1)).toEqual([
    ['p1', 'alice', 'deposit', '250.00', 'received, held until 2026-12-04'],
    ['p2', 'alice', 'deposit', '250.00', 'returned: no funds'],
    ['p3', 'alice', 'withdrawal', '250.00', 'paid'],
  ]);
  expect(transfersText([])).toBe('no payments');
});
