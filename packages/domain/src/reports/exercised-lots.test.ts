import { expect, test } from 'vitest';
import { equityCurve } from '../performance/equity-curve.ts';
import { MarkHistory } from '../performance/mark-history.ts';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { parseDate } from '../time/civil-date.ts';
import { heldOf, type LedgerFill, type ReportLedger } from './ledger.ts';
import { lotBook } from './realised-lots.ts';

// Two calls are bought at 3.00 a share, strike 90; one is exercised when the share is at 100, and one lapses.

const usd = parseDecimal;
const [bought, exercised] = ['2026-11-16', '2026-11-20'].map(parseDate) as [never, never];
const fill = (more: Partial<LedgerFill>): LedgerFill => ({
  executionId: 'x',
  instrumentId: 'C',
  side: 'BUY',
  quantity: 1n,
  price: 0n,
  principal: 0n,
  fees: 0n,
  tradeDate: exercised,
  settlementDate: exercised,
  isTransfer: false,
  ...more,
});
const marks = (day: typeof bought, price: string) =>
  new MarkHistory([{ day, price: usd(price), kind: 'OFFICIAL' }]);
const ledger: ReportLedger = {
  accountId: 'alice',
  fills: [
    fill({
      executionId: 'b',
      quantity: 2n,
      principal: usd('600'),
      price: usd('3'),
      tradeDate: bought,
    }),
    fill({
      executionId: 'e',
      instrumentId: 'X',
      quantity: 100n,
      price: usd('90'),
      principal: usd('9000'),
      exercise: { instrumentId: 'C', change: -1n, worth: usd('10000') },
    }),
    fill({ executionId: 'l', side: 'SELL' }),
  ],
  cash: [{ entryId: 'd', day: bought, amount: usd('20000'), kind: 'DEPOSIT' }],
  actions: [],
  instruments: [
    { instrumentId: 'C', multiplier: 100n, isFuture: false, marks: marks(bought, '3') },
    { instrumentId: 'X', multiplier: 1n, isFuture: false, marks: marks(exercised, '100') },
  ],
  undone: [],
};

test('the premium of what was exercised is part of what the shares cost; what has lapsed is a loss', () => {
  const { open, realised } = lotBook(ledger);
  expect(open.get('C')).toBeUndefined();
  expect(open.get('X')).toMatchObject([{ lotId: 'e', quantity: 100n, cost: usd('9300') }]);
  expect(realised).toMatchObject([{ instrumentId: 'C', closedBy: 'l', realised: usd('-300') }]);
});

test('shares come at what they are worth, and the account with them', () => {
  const days = equityCurve({ instruments: heldOf(ledger), flows: ledger.cash, through: exercised });
  // 20 000 less 600 and 9 000 is 10 400, and 100 shares at 100.
  expect(days.at(-1)?.end).toBe(usd('20400'));
});
