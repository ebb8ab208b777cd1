import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, roundDiv } from '../kernel/rounding.ts';
import type { ClosedLot, Lot } from '../portfolio/lots.ts';
import { isHeldLong } from '../portfolio/holding-period.ts';
import { addDays } from '../time/civil-date.ts';
import type { ReportLedger } from './ledger.ts';
import { LotBooks, type Purchase } from './lot-books.ts';

/** A lot that was closed, as taxes ask for it. Money in 1/10 000 USD. */
export interface RealisedLot extends ClosedLot {
  readonly instrumentId: string;
  /** LONG where it was held for more than a year (IRC 1222). */
  readonly term: 'SHORT' | 'LONG';
  /** Shares bought within 30 days before or after a loss (IRC 1091), and the part of the loss that they stand for. */
  readonly washedQuantity: Quantity;
  readonly washedLoss: Money;
}

/** What became of all lots of an account: first in, first out, but for sales that name theirs. */
export interface LotBook {
  readonly realised: readonly RealisedLot[];
  /** What is open, by instrument. */
  readonly open: ReadonlyMap<string, readonly Lot[]>;
}

/** Days on either side of a sale at a loss (IRC 1091(a)). */
const WASH_DAYS = 30;

/**
 * Books all fills of an account first in, first out; a sale that names lots takes those first of them that are left. Losses on shares that were bought again within thirty days are marked, not
 * deferred: the basis of what replaced them stays as it was paid. Shares replace once, the earliest purchase first. Futures
 * are booked at their price × quantity and are no securities.
 */
export function lotBook(ledger: ReportLedger): LotBook {
  const books = bookAll(ledger);
  const realised: RealisedLot[] = [];
  const open = new Map<string, readonly Lot[]>();
  for (const { instrumentId, isFuture } of ledger.instruments) {
    const { position, closed, purchases } = books.of(instrumentId);
    if (position.lots.length > 0) open.set(instrumentId, position.lots);
    for (const lot of closed) {
      const washed = isFuture ? NOT_WASHED : washOf(lot, purchases);
      realised.push({ ...lot, instrumentId, term: termOf(lot), ...washed });
    }
  }
  const sorted = realised.toSorted((a, b) => a.closedOn - b.closedOn);
  return { realised: sorted, open };
}

/** Fills and what issuers did, in the order of the log: shares of one instrument may come from those of another. */
function bookAll({ fills, actions, instruments }: ReportLedger): LotBooks {
  const books = new LotBooks();
  const terms = new Map(instruments.map((one) => [one.instrumentId, one]));
  let next = 0;
  const actUntil = (count: number): void => {
    for (; (actions[next]?.fillsBefore ?? Infinity) <= count; next += 1) books.act(actions[next]!);
  };
  for (const [index, fill] of fills.entries()) {
    actUntil(index);
    const { isFuture = false, multiplier = 1n } = terms.get(fill.instrumentId) ?? {};
    const principal = isFuture ? fill.price * fill.quantity * multiplier : fill.principal;
    books.fill({ ...fill, principal });
  }
  actUntil(fills.length);
  return books;
}

const NOT_WASHED = { washedQuantity: 0n, washedLoss: 0n } as const;

/** Takes from the purchases around a loss as many shares as were sold at it, unless they are those that were sold. */
function washOf(lot: ClosedLot, purchases: readonly Purchase[]) {
  if (lot.realised >= 0n || lot.quantity <= 0n) return NOT_WASHED;
  const [first, last] = [addDays(lot.closedOn, -WASH_DAYS), addDays(lot.closedOn, WASH_DAYS)];
  let left = lot.quantity;
  for (const purchase of purchases) {
    if (purchase.lotId === lot.lotId || purchase.day < first || purchase.day > last) continue;
    const taken = purchase.left < left ? purchase.left : left;
    purchase.left -= taken;
    left -= taken;
  }
  const washedQuantity = lot.quantity - left;
  return { washedQuantity, washedLoss: roundDiv(abs(lot.realised) * washedQuantity, lot.quantity) };
}

function termOf({ openedOn, closedOn }: ClosedLot): 'SHORT' | 'LONG' {
  return isHeldLong(openedOn, closedOn) ? 'LONG' : 'SHORT';
}
