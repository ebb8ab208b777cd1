import { describe, expect, test } from 'vitest';
import { MarkHistory } from '../performance/mark-history.ts';
import { parseDate } from '../time/civil-date.ts';
import {
  heldOf,
  type LedgerAction,
  type LedgerExchange,
  type LedgerFill,
  type ReportLedger,
} from './ledger.ts';
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

describe('mergers and spin-offs', () => {
  const at = (instrumentId: string) => ({
    instrumentId,
    multiplier: 1n,
    isFuture: false,
    marks: new MarkHistory([]),
  });
  const two = (fills: readonly LedgerFill[], action: LedgerAction): ReportLedger => ({
    ...ledger(fills),
    instruments: [at('X'), at('Y')],
    actions: [action],
  });
  const exchange = (
    fillsBefore: number,
    more: Partial<LedgerAction>,
    brought: Partial<LedgerExchange> = {},
  ): LedgerAction => ({
    actionId: 'm',
    instrumentId: 'X',
    day: parseDate('2026-03-02'),
    fillsBefore,
    quantityBefore: 10n,
    quantity: 0n,
    cash: 0n,
    returnOfCapital: 0n,
    exchange: {
      received: 0n,
      ratio: { newShares: 1n, oldShares: 1n },
      cashInLieu: 0n,
      value: 0n,
      costBasisPoints: 10_000,
      ...brought,
    },
    ...more,
  });
  const lots = [fill('a', '2024-01-05', 6n, 100n), fill('b', '2026-01-05', 4n, 150n)];

  test('for cash close each lot by itself, short and long term', () => {
    const { realised, open } = lotBook(two(lots, exchange(2, { cash: 1_200n })));
    // 120 a share: 720 for 600, and 480 for 600.
    expect(realised).toMatchObject([
      { lotId: 'a', closedBy: 'm', realised: 120n, term: 'LONG' },
      { lotId: 'b', realised: -120n, term: 'SHORT' },
    ]);
    expect(open.size).toBe(0);
  });

  test('for shares carry cost and days over: what is sold of the acquirer later is of the oldest', () => {
    const ratio = { newShares: 3n, oldShares: 2n };
    const came = { otherInstrumentId: 'Y', received: 15n, ratio, value: 1_350n };
    const sale = { ...fill('s', '2026-04-01', -9n, 90n), instrumentId: 'Y' };
    const { realised, open } = lotBook(two([...lots, sale], exchange(2, {}, came)));
    // Nine shares of the acquirer for six that cost 600.
    expect(realised).toMatchObject([
      { instrumentId: 'Y', openedOn: parseDate('2024-01-05'), realised: 210n, term: 'LONG' },
    ]);
    expect(open.get('X')).toBeUndefined();
    expect(open.get('Y')).toMatchObject([{ openedBy: 'b', quantity: 6n, cost: 600n }]);
  });

  test('beside the parent split the cost; half a share in cash is realised by the child', () => {
    const ratio = { newShares: 1n, oldShares: 4n };
    const came = { otherInstrumentId: 'Y', received: 2n, ratio, cashInLieu: 30n };
    const { realised, open } = lotBook(
      two(lots, exchange(2, { quantity: 10n }, { ...came, costBasisPoints: 2_000 })),
    );
    // A fifth of 1,200 is 240 for 2.5 shares: 24 each of both lots’ 120 go with the half, which brought 30.
    expect(realised).toMatchObject([{ instrumentId: 'Y', quantity: 0n, realised: -18n }]);
    expect(open.get('X')).toMatchObject([{ cost: 480n }, { cost: 480n }]);
    expect(open.get('Y')).toMatchObject([
      { quantity: 1n, cost: 96n },
      { quantity: 1n, cost: 96n },
    ]);
  });

  test('move worth from the one instrument to the other, and no profit', () => {
    const came = { otherInstrumentId: 'Y', received: 5n, value: 900n, cashInLieu: 7n };
    const held = heldOf(two(lots, exchange(2, { cash: 50n }, came)));
    expect(held.map(({ changes }) => changes.at(-1))).toMatchObject([
      { traded: -10n, cost: -957n },
      { traded: 5n, cost: 900n },
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
