import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { invariant } from '../kernel/invariant.ts';
import { abs, allocate, min } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import type { LotMethod } from './fill.ts';

/**
 * What one opening allocation left in a position. Long and short lots never coexist.
 * A short lot has a quantity and a cost below zero: the cost is what its sale brought, net of fees.
 */
export interface Lot {
  readonly lotId: string;
  readonly openedBy: string;
  readonly tradeDate: CivilDate;
  readonly settlementDate: CivilDate;
  readonly quantity: Quantity;
  /** Total cost including fees, 1/10 000 USD: never an average, which could not be exact. */
  readonly cost: Money;
}

/** A lot, or a part of it, that was closed: enough to report it for taxes. */
export interface ClosedLot {
  readonly lotId: string;
  readonly openedOn: CivilDate;
  readonly closedOn: CivilDate;
  readonly closedBy: string;
  /** Signed as the lot was. */
  readonly quantity: Quantity;
  readonly cost: Money;
  /** What the closing cost; below zero: what it brought. */
  readonly closingCost: Money;
  readonly realised: Money;
}

/** How to close: what, with which method, and what that cost. */
export interface Closing {
  readonly executionId: string;
  readonly tradeDate: CivilDate;
  /** Above zero, at most the size of the position. */
  readonly quantity: Quantity;
  /** Below zero for the sale of a long position. */
  readonly cost: Money;
  readonly method: LotMethod;
  readonly lotIds?: readonly string[];
}

/** A client named a lot to close that the position does not have. */
export class UnknownLotError extends Error {
  override readonly name = 'UnknownLotError';
  readonly code = 'UNKNOWN_LOT';
  constructor(lotId: string) {
    super(`there is no lot ${lotId} in this position`);
  }
}

/**
 * Closes lots, and says exactly what was realised: the parts of cost and proceeds add up to the whole.
 * @param lots of one direction, the oldest first.
 * @throws UnknownLotError
 */
export function closeLots(
  lots: readonly Lot[],
  closing: Closing,
): { readonly left: readonly Lot[]; readonly closed: readonly ClosedLot[] } {
  const pool = closing.method === 'AVERAGE' ? levelled(lots) : lots;
  const taken = takenFrom(pool, closing);
  const weights = [...taken.values()];
  const costs = allocate(closing.cost, weights);
  const closed = [...taken.keys()].map((lot, index) =>
    closedPart(lot, weights[index] ?? 0n, costs[index] ?? 0n, closing),
  );
  const part = new Map(closed.map((c) => [c.lotId, c]));
  const left = pool.flatMap((lot) => {
    const gone = part.get(lot.lotId);
    if (gone === undefined) return [lot];
    const quantity = lot.quantity - gone.quantity;
    return quantity === 0n ? [] : [{ ...lot, quantity, cost: lot.cost - gone.cost }];
  });
  return { left, closed };
}

/** How much of which lot is closed, in the order of closing. */
function takenFrom(lots: readonly Lot[], closing: Closing): Map<Lot, Quantity> {
  const taken = new Map<Lot, Quantity>();
  let wanted = closing.quantity;
  for (const lot of inOrder(lots, closing)) {
    if (wanted === 0n) break;
    const quantity = min(abs(lot.quantity), wanted);
    taken.set(lot, quantity);
    wanted -= quantity;
  }
  invariant(wanted === 0n, `${wanted} more to close than the position has`);
  return taken;
}

function inOrder(lots: readonly Lot[], { method, lotIds = [] }: Closing): readonly Lot[] {
  if (method === 'LIFO') return lots.toReversed();
  if (method !== 'SPECIFIC') return lots;
  const named = lotIds.map((id) => {
    const lot = lots.find(({ lotId }) => lotId === id);
    if (lot === undefined) throw new UnknownLotError(id);
    return lot;
  });
  return [...new Set([...named, ...lots])];
}

function closedPart(lot: Lot, taken: Quantity, closingCost: Money, by: Closing): ClosedLot {
  const rest = abs(lot.quantity) - taken;
  const [cost = 0n] = allocate(lot.cost, [taken, rest]);
  return {
    lotId: lot.lotId,
    openedOn: lot.tradeDate,
    closedOn: by.tradeDate,
    closedBy: by.executionId,
    quantity: lot.quantity > 0n ? taken : -taken,
    cost,
    closingCost,
    realised: -(cost + closingCost),
  };
}

/** Under the average method every share costs the same; dates stay with the lots, which are used up from the oldest. */
function levelled(lots: readonly Lot[]): readonly Lot[] {
  const total = lots.reduce((sum, lot) => sum + lot.cost, 0n);
  const costs = allocate(
    total,
    lots.map((lot) => abs(lot.quantity)),
  );
  return lots.map((lot, index) => ({ ...lot, cost: costs[index] ?? 0n }));
}
