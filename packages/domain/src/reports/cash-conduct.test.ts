import { describe, expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import { MarkHistory } from '../performance/mark-history.ts';
import { addDays, parseDate } from '../time/civil-date.ts';
import { cashConduct } from './cash-conduct.ts';
import type { LedgerFill, ReportLedger } from './ledger.ts';

// A cash account with 1 000.00, on days that settle the day after (T+1): Monday, 16 November 2026, and on.

const usd = parseDecimal;
const monday = parseDate('2026-11-16');
let fills = 0;
const fill = (
  side: 'BUY' | 'SELL',
  instrumentId: string,
  quantity: bigint,
  amount: string,
  day = 0,
): LedgerFill => ({
  executionId: `${(fills += 1)}`,
  instrumentId,
  side,
  quantity,
  price: usd(amount) / quantity,
  principal: usd(amount),
  fees: 0n,
  tradeDate: addDays(monday, day),
  settlementDate: addDays(monday, day + 1),
  isTransfer: false,
});
const conduct = (trades: readonly LedgerFill[], today = monday, cash: ReportLedger['cash'] = []) =>
  cashConduct(
    {
      accountId: 'alice',
      fills: trades,
      cash: [
        { entryId: '0', day: addDays(monday, -1), amount: usd('1000'), kind: 'DEPOSIT' },
        ...cash,
      ],
      actions: [],
      instruments: ['X', 'Y'].map((instrumentId) => ({
        instrumentId,
        multiplier: 1n,
        isFuture: false,
        marks: new MarkHistory([]),
      })),
      undone: [],
    },
    today,
  );
const kinds = (...asked: Parameters<typeof conduct>) =>
  conduct(...asked).violations.map(({ kind, instrumentId }) => `${kind} ${instrumentId}`);

/** X is bought with all there is and sold; Y is bought with what that will bring, and sold on the same day. */
const flip = (day = 0) => [
  fill('BUY', 'X', 10n, '1000', day),
  fill('SELL', 'X', 10n, '1000', day),
  fill('BUY', 'Y', 10n, '1000', day),
  fill('SELL', 'Y', 10n, '1000', day),
];

describe('a cash account', () => {
  test('that sells what settled money has paid for does nothing wrong', () => {
    expect(kinds([fill('BUY', 'X', 10n, '1000'), fill('SELL', 'X', 10n, '1100')])).toEqual([]);
  });

  test('that sells before the sale which paid for it has settled violates good faith', () => {
    expect(kinds(flip())).toEqual(['GOOD_FAITH Y']);
    const later = [...flip().slice(0, 3), fill('SELL', 'Y', 10n, '1000', 1)];
    expect(kinds(later)).toEqual([]);
  });

  test('that sells what nothing ever paid for rides free, and is frozen for ninety days', () => {
    const trades = [fill('BUY', 'X', 20n, '2000'), fill('SELL', 'X', 20n, '2100')];
    expect(kinds(trades)).toEqual(['FREE_RIDING X']);
    expect(conduct(trades).frozenUntil).toBe(addDays(monday, 90));
    expect(conduct(trades, addDays(monday, 91)).frozenUntil).toBeUndefined();
  });

  test('whose money comes before it sells has paid', () => {
    const paid = [
      { entryId: '1', day: addDays(monday, 1), amount: usd('1000'), kind: 'DEPOSIT' },
    ] as const;
    const trades = [fill('BUY', 'X', 20n, '2000'), fill('SELL', 'X', 20n, '2100', 2)];
    expect(kinds(trades, monday, paid)).toEqual([]);
  });

  test('is frozen by the third violation of good faith within a year', () => {
    const two = [...flip(0), ...flip(7)];
    expect(conduct(two, addDays(monday, 7)).frozenUntil).toBeUndefined();
    const three = [...two, ...flip(14)];
    expect(conduct(three, addDays(monday, 14)).frozenUntil).toBe(addDays(monday, 104));
  });
});
