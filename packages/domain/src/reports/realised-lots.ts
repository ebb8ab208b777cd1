import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, roundDiv } from '../kernel/rounding.ts';
import { bookFill, EMPTY_POSITION } from '../portfolio/position.ts';
import { splitFill } from '../portfolio/fill.ts';
import { isHeldLong } from '../portfolio/holding-period.ts';
import type { ClosedLot, Lot } from '../portfolio/lots.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';
import { adjustLots, returnCapital } from '../portfolio/corporate-action.ts';
import type { LedgerAction, LedgerInstrument, ReportLedger } from './ledger.ts';

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

interface Purchase {
  readonly lotId: string;
  readonly day: CivilDate;
  /** What has not replaced anything yet. */
  left: Quantity;
}

/**
 * Books all fills of an account first in, first out; a sale that names lots takes those first of them that are left. Losses on shares that were bought again within thirty days are marked, not
 * deferred: the basis of what replaced them stays as it was paid. Shares replace once, the earliest purchase first. Futures
 * are booked at their price × quantity and are no securities.
 */
export function lotBook(ledger: ReportLedger): LotBook {
  const realised: RealisedLot[] = [];
  const open = new Map<string, readonly Lot[]>();
  for (const instrument of ledger.instruments) {
    const booked = bookAll(ledger, instrument);
    if (booked.lots.length > 0) open.set(instrument.instrumentId, booked.lots);
    const { instrumentId } = instrument;
    for (const lot of booked.closed) {
      const washed = instrument.isFuture ? NOT_WASHED : washOf(lot, booked.purchases);
      realised.push({ ...lot, instrumentId, term: termOf(lot), ...washed });
    }
  }
  const sorted = realised.toSorted((a, b) => a.closedOn - b.closedOn);
  return { realised: sorted, open };
}

function bookAll({ fills, actions }: ReportLedger, instrument: LedgerInstrument) {
  const { instrumentId, multiplier, isFuture } = instrument;
  let position = EMPTY_POSITION;
  const closed: ClosedLot[] = [];
  const purchases: Purchase[] = [];
  const own = actions.filter((action) => action.instrumentId === instrumentId);
  const actUntil = (count: number): void => {
    for (let [next] = own; next !== undefined && next.fillsBefore <= count; [next] = own) {
      own.shift();
      const acted = actOn(position.lots, next);
      position = { ...position, lots: acted.lots, quantity: next.quantity };
      closed.push(...acted.closed);
      for (const purchase of purchases) purchase.left = sharesAfter(purchase.left, next);
    }
  };
  for (const [index, fill] of fills.entries()) {
    if (fill.instrumentId !== instrumentId) continue;
    actUntil(index);
    const opens = splitFill(fill, position.quantity).find(({ effect }) => effect === 'OPEN');
    // What is transferred in was not bought.
    if (opens !== undefined && fill.side === 'BUY' && !fill.isTransfer)
      purchases.push({ lotId: fill.executionId, day: fill.tradeDate, left: opens.quantity });
    const principal = isFuture ? fill.price * fill.quantity * multiplier : fill.principal;
    const named = fill.lotIds?.filter((id) => position.lots.some(({ lotId }) => lotId === id));
    const booked =
      named === undefined
        ? bookFill(position, { ...fill, principal }, 'FIFO')
        : bookFill(position, { ...fill, principal, lotIds: named }, 'SPECIFIC');
    ({ position } = booked);
    closed.push(...booked.closed);
  }
  actUntil(fills.length);
  return { closed, purchases, lots: position.lots };
}

/** Lots after what an issuer did. What it realised, for a part of a share or beyond the cost, is closed without a share. */
function actOn(
  lots: readonly Lot[],
  action: LedgerAction,
): { readonly lots: readonly Lot[]; readonly closed: readonly ClosedLot[] } {
  const { actionId, day, quantity, ratio, cash, returnOfCapital } = action;
  const after =
    ratio === undefined
      ? returnCapital(lots, returnOfCapital)
      : adjustLots(lots, quantity, ratio, cash);
  if (after.realised === 0n) return { lots: after.lots, closed: [] };
  const brought = ratio === undefined ? returnOfCapital : cash;
  const closed: ClosedLot = {
    lotId: actionId,
    openedOn: lots[0]?.tradeDate ?? day,
    closedOn: day,
    closedBy: actionId,
    quantity: 0n,
    cost: brought - after.realised,
    closingCost: -brought,
    realised: after.realised,
  };
  return { lots: after.lots, closed: [closed] };
}

function sharesAfter(shares: Quantity, { ratio }: LedgerAction): Quantity {
  return ratio === undefined ? shares : (shares * ratio.newShares) / ratio.oldShares;
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
