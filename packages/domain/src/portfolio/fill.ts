import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, allocate, min } from '../kernel/rounding.ts';
import type { BookSide } from '../orders/terms.ts';
import type { CivilDate } from '../time/civil-date.ts';

/** Which lots a closing fill takes: FIFO is the default (IRS); AVERAGE is for display and for fund shares. */
export const LOT_METHODS = ['FIFO', 'LIFO', 'AVERAGE', 'SPECIFIC'] as const;
export type LotMethod = (typeof LOT_METHODS)[number];

/** One execution of an account in an instrument. */
export interface Fill {
  readonly executionId: string;
  readonly side: BookSide;
  readonly quantity: Quantity;
  /** Price × quantity × multiplier, 1/10 000 USD. */
  readonly principal: Money;
  /** All that was paid beyond it, 1/10 000 USD; a rebate is below zero. */
  readonly fees: Money;
  readonly tradeDate: CivilDate;
  readonly settlementDate: CivilDate;
  /** Of SPECIFIC: the lots to close, in this order; when they do not suffice, the oldest others follow. */
  readonly lotIds?: readonly string[];
}

/** A part of a fill that only closes or only opens. */
export interface Allocation {
  readonly effect: 'CLOSE' | 'OPEN';
  /** Above zero. */
  readonly quantity: Quantity;
  /** Cash it cost including fees; below zero: cash it brought net of fees. 1/10 000 USD. */
  readonly cost: Money;
}

/** The quantity that a fill adds to a position: below zero for a sale. */
export function signedQuantity(fill: Fill): Quantity {
  return fill.side === 'BUY' ? fill.quantity : -fill.quantity;
}

/** Cash that a fill cost including fees; below zero: cash that it brought net of fees. */
export function signedCost(fill: Fill): Money {
  return fill.side === 'BUY' ? fill.principal + fill.fees : fill.fees - fill.principal;
}

/**
 * A fill that crosses zero is two allocations of one execution: it closes all there is and opens the rest the other
 * way. Principal and fees are split by quantity with the largest remainder, so that the parts add up to the whole.
 * @param position signed quantity before the fill.
 */
export function splitFill(fill: Fill, position: Quantity): readonly Allocation[] {
  const closes =
    position > 0n === (fill.side === 'SELL') && position !== 0n
      ? min(abs(position), fill.quantity)
      : 0n;
  const quantities = [closes, fill.quantity - closes];
  const principals = allocate(fill.principal, quantities);
  const fees = allocate(fill.fees, quantities);
  const direction = fill.side === 'BUY' ? 1n : -1n;
  return quantities.flatMap((quantity, index) =>
    quantity === 0n
      ? []
      : [
          {
            effect: index === 0 ? ('CLOSE' as const) : ('OPEN' as const),
            quantity,
            cost: direction * (principals[index] ?? 0n) + (fees[index] ?? 0n),
          },
        ],
  );
}
