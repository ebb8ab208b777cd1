import { describe, expect, test } from 'vitest';
import { MarkHistory } from '../performance/mark-history.ts';
import { parseDate } from '../time/civil-date.ts';
import type { ReportLedger, LedgerFill } from './ledger.ts';
import { lotBook } from './realised-lots.ts';

/** A purchase, or below zero a sale, without fees. */
const fill = (executionId: string, day: string, quantity: bigint, price: bigint): LedgerFill => ({
  executionId,
  instrumentId: 'X',
  side: quantity > 0n ? 'BUY' : 'SELL',
  quantity: quantity > 0n ? quantity : -quantity,
  price,
  principal: (quantity > 0n ? quantity : -quantity) * price,
  fees: 0n,
  tradeDate: parseDate(day),
  settlementDate: parseDate(day),
  isTransfer: false,
});

const ledger = (fills: readonly LedgerFill[], more = {}): ReportLedger => ({
  accountId: 'alice',
  fills,
  cash: [],
  undone: [],
  instruments: [
    { instrumentId: 'X', multiplier: 1n, isFuture: false, marks: new MarkHistory([]), ...more },
  ],
});

describe('a loss is marked as washed', () => {
  test('in full where as many shares were bought within thirty days behind it', () => {
    const { realised } = lotBook(
      ledger([
        fill('a', '2026-01-05', 10n, 100n),
        fill('b', '2026-06-01', -10n, 90n),
        fill('c', '2026-07-01', 10n, 95n),
      ]),
    );
    expect(realised).toMatchObject([
      { lotId: 'a', realised: -100n, washedQuantity: 10n, washedLoss: 100n, term: 'SHORT' },
    ]);
  });

  test('not on the thirty-first day', () => {
    const { realised } = lotBook(
      ledger([
        fill('a', '2026-01-05', 10n, 100n),
        fill('b', '2026-06-01', -10n, 90n),
        fill('c', '2026-07-02', 10n, 95n),
      ]),
    );
    expect(realised).toMatchObject([{ washedQuantity: 0n, washedLoss: 0n }]);
  });

  test('in part where fewer were bought, before it too, and each share replaces once', () => {
    const { realised } = lotBook(
      ledger([
        fill('a', '2026-01-05', 10n, 100n),
        fill('b', '2026-05-25', 4n, 97n),
        fill('c', '2026-06-01', -6n, 90n),
        fill('d', '2026-06-02', -4n, 90n),
      ]),
    );
    // Four bought on May 25 replace four of the first six; none are left for the other four.
    expect(realised).toMatchObject([
      { quantity: 6n, realised: -60n, washedQuantity: 4n, washedLoss: 40n },
      { quantity: 4n, realised: -40n, washedQuantity: 0n, washedLoss: 0n },
    ]);
  });

  test('and a gain never', () => {
    const { realised } = lotBook(
      ledger([
        fill('a', '2026-01-05', 10n, 100n),
        fill('b', '2026-06-01', -10n, 110n),
        fill('c', '2026-06-02', 10n, 95n),
      ]),
    );
    expect(realised).toMatchObject([{ realised: 100n, washedQuantity: 0n }]);
  });
});

test.each([
  ['2025-06-01', '2026-06-01', 'SHORT'],
  ['2025-06-01', '2026-06-02', 'LONG'],
])('what was bought on %s and sold on %s is %s', (bought, sold, term) => {
  const { realised } = lotBook(ledger([fill('a', bought, 1n, 1n), fill('b', sold, -1n, 2n)]));
  expect(realised).toMatchObject([{ term }]);
});

test('a future gains price × quantity × multiplier, though no cash is paid for it', () => {
  const fills = [fill('a', '2026-01-05', 2n, 4_000n), fill('b', '2026-01-06', -2n, 4_010n)];
  const free = fills.map((one) => ({ ...one, principal: 0n, fees: 3n }));
  const { realised, open } = lotBook(ledger(free, { multiplier: 50n, isFuture: true }));
  expect(realised).toMatchObject([{ realised: 2n * 10n * 50n - 6n }]);
  expect(open.size).toBe(0);
});
