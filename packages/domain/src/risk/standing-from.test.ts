import { expect, test } from 'vitest';
import { parseDecimal } from '../kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import { parseDate } from '../time/civil-date.ts';
import {
  liquidationFrom,
  standingFrom,
  type MarginInput,
  type MarkedTerms,
} from './standing-from.ts';

// Worked by hand: 1 000 shares bought at 40 with 20 000 of one's own; the house keeps 30 per cent.

const usd = parseDecimal;
const [X, C, F] = ['X', 'C', 'F'] as InstrumentId[] as [InstrumentId, InstrumentId, InstrumentId];
const at = (mark: string): ReadonlyMap<InstrumentId, MarkedTerms> => {
  const option = {
    underlyingId: X,
    underlyingKind: 'STOCK',
    right: 'CALL',
    strike: usd('40'),
    expiresOn: parseDate('2027-01-15'),
    style: 'AMERICAN',
    settlement: 'PHYSICAL',
  } as const;
  const future = {
    root: 'XX',
    expiresOn: parseDate('2027-01-15'),
    initialMargin: usd('1000'),
    maintenanceMargin: usd('900'),
    settlement: 'CASH',
  } as const;
  return new Map<InstrumentId, MarkedTerms>([
    [X, { instrumentId: X, mark: usd(mark) }],
    [C, { instrumentId: C, assetClass: 'OPTION', multiplier: 100n, option, mark: usd('2') }],
    [F, { instrumentId: F, assetClass: 'FUTURE', multiplier: 50n, future, mark: usd('101') }],
  ]);
};
const input = (mark: string, more: Partial<MarginInput> = {}): MarginInput => ({
  accountId: 'alice' as AccountId,
  accountType: 'MARGIN',
  cash: usd('-20000'),
  accrued: 0n,
  reserved: 0n,
  positions: [{ instrumentId: X, quantity: 1_000n, basis: 0n }],
  instruments: at(mark),
  date: parseDate('2026-11-30'),
  ...more,
});

test.each([
  // Equity 20 000, held 50 % of 40 000: nothing is left over.
  ['40', '20000.00', '0.00', '0.00'],
  // 60 000 less 20 000; half of 60 000 is held: 10 000 over buys 20 000 of stock.
  ['60', '40000.00', '20000.00', '0.00'],
  // 28 000 less 20 000 is 8 000; 30 % are 8 400, with a single stock above the house's share more.
  ['25', '5000.00', '0.00', undefined],
])('a margin account whose shares are at %s', (mark, equity, buyingPower, call) => {
  const standing = standingFrom(input(mark));
  expect(standing.equity).toBe(usd(equity));
  expect(standing.buyingPower).toBe(usd(buyingPower));
  if (call !== undefined) expect(standing.call).toBe(usd(call));
  else {
    expect(standing.call).toBe(standing.maintenance - standing.equity);
    expect(standing.call > 0n).toBe(true);
  }
});

test('what frees most is sold first, after open orders are cancelled, and no more than is needed', () => {
  const steps = liquidationFrom(input('25'), ['o2', 'o1']);
  expect(steps.slice(0, 2)).toEqual([
    { type: 'CANCEL_ORDER', orderId: 'o1' },
    { type: 'CANCEL_ORDER', orderId: 'o2' },
  ]);
  expect(steps[2]).toMatchObject({ type: 'CLOSE', instrumentId: X, side: 'SELL' });
  expect(liquidationFrom(input('60'), ['o1'])).toEqual([]);
});

test('a call that is covered by shares needs no margin of its own', () => {
  const shares = { instrumentId: X, quantity: 100n, basis: 0n };
  const calls = { instrumentId: C, quantity: -1n, basis: 0n };
  const covered = standingFrom(input('40', { cash: 0n, positions: [shares, calls] }));
  const naked = standingFrom(input('40', { cash: 0n, positions: [calls] }));
  expect(covered.call).toBe(0n);
  expect(naked.call > 0n).toBe(true);
});

test('the gain of a future is equity before it is paid', () => {
  const positions = [{ instrumentId: F, quantity: 1n, basis: usd('5000') }];
  // 101 × 50 less 5 000.
  expect(standingFrom(input('40', { cash: usd('1000'), positions })).equity).toBe(usd('1050'));
});

test('what nothing is known of counts for nothing', () => {
  const positions = [{ instrumentId: 'Y' as InstrumentId, quantity: 5n, basis: 0n }];
  expect(standingFrom(input('40', { cash: usd('10'), positions })).equity).toBe(usd('10'));
});
