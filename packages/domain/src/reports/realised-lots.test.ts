import { describe, expect, test } from 'vitest';
import { MarkHistory } from '../performance/mark-history.ts';
import { parseDate } from '../time/civil-date.ts';
import { heldOf, type LedgerAction, type LedgerFill, type ReportLedger } from './ledger.ts';
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
  actions: [],
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

describe('what issuers do', () => {
  const action = (more: Partial<LedgerAction>): LedgerAction => ({
    actionId: 'action',
    instrumentId: 'X',
    day: parseDate('2026-03-02'),
    fillsBefore: 1,
    quantityBefore: 5n,
    quantity: 5n,
    cash: 0n,
    returnOfCapital: 0n,
    ...more,
  });
  const bought = fill('a', '2026-01-05', 5n, 100n);

  test('a split between a purchase and a sale leaves the cost; cash for half a share is realised', () => {
    const ratio = { newShares: 3n, oldShares: 2n };
    const { realised, open } = lotBook({
      ...ledger([bought, fill('b', '2026-04-01', -4n, 80n)]),
      actions: [action({ quantity: 7n, ratio, cash: 40n })],
    });
    // 500 for 7.5 shares: 33.3 for the half, which brought 40, and 466.7 for seven, of which four brought 320.
    expect(realised).toMatchObject([
      { lotId: 'action', quantity: 0n, realised: 7n, closedOn: parseDate('2026-03-02') },
      { lotId: 'a', quantity: 4n, cost: 267n, realised: 53n },
    ]);
    expect(open.get('X')).toMatchObject([{ quantity: 3n, cost: 200n }]);
  });

  test('capital that is returned lowers the cost, and what is beyond it is realised', () => {
    const { realised, open } = lotBook({
      ...ledger([bought]),
      actions: [action({ cash: 600n, returnOfCapital: 600n })],
    });
    expect(open.get('X')).toMatchObject([{ quantity: 5n, cost: 0n }]);
    expect(realised).toMatchObject([{ quantity: 0n, cost: 500n, realised: 100n }]);
  });

  test('is in the worth of its day: shares for nothing, and a claim for cash', () => {
    const ratio = { newShares: 2n, oldShares: 1n };
    const [held] = heldOf({
      ...ledger([bought]),
      actions: [
        action({ quantity: 10n, ratio }),
        action({ quantityBefore: 10n, quantity: 10n, cash: 30n }),
      ],
    });
    expect(held?.changes.slice(1)).toMatchObject([
      { traded: 5n, transferred: 0n, cost: 0n },
      { traded: 0n, transferred: 0n, cost: -30n },
    ]);
  });
});

test('a sale that names lots takes them in that order, as far as they are left, then the oldest', () => {
  const { realised, open } = lotBook(
    ledger([
      fill('a', '2025-01-05', 10n, 100n),
      fill('b', '2026-02-01', 10n, 120n),
      fill('c', '2026-03-01', 10n, 110n),
      { ...fill('d', '2026-06-01', -12n, 115n), lotIds: ['b', 'c'] },
      { ...fill('e', '2026-06-02', -9n, 115n), lotIds: ['b', 'c'] },
    ]),
  );
  // 10 of b lose 50, 2 of c gain 10; then the 8 of c that are left gain 40, and one of a gains 15.
  expect(realised.map(({ lotId, quantity, realised: gain }) => [lotId, quantity, gain])).toEqual([
    ['b', 10n, -50n],
    ['c', 2n, 10n],
    ['c', 8n, 40n],
    ['a', 1n, 15n],
  ]);
  expect(open.get('X')).toMatchObject([{ lotId: 'a', quantity: 9n }]);
});
