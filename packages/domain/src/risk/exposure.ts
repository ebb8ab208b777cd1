import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { min, positive } from '../kernel/rounding.ts';
import { bookSideOf, isShortSale, type BookSide, type Side } from '../order/terms.ts';
import type { InstrumentRisk } from './instrument-risk.ts';

/** Open orders of one side of an instrument: what they may still trade, and at most for how much. */
export interface OpenSide {
  /** Σ leaves. */
  quantity: Quantity;
  /** Σ leaves × limit × multiplier, 1/10 000 USD. */
  notional: Money;
  /** Part of the quantity that was to close a position when it was ordered: it has no reserve. */
  closing: Quantity;
  closingNotional: Money;
}

/** What an account has and may come to have in an instrument. */
export interface Exposure {
  readonly instrument: InstrumentRisk;
  /** Trade-date position, signed. */
  quantity: Quantity;
  /** Futures: Σ reference × multiplier × quantity, from which variation is counted. */
  basis: Money;
  readonly buys: OpenSide;
  readonly sells: OpenSide;
  /** Version of the mark at which the values below were taken; −1: they must be taken again. */
  valuedAt: number;
  /** Quantity × mark × multiplier, signed. */
  value: Money;
  /** What it adds to net liquidation value. */
  liquidation: Money;
  /** What it adds to equity in the sense of margin: options nothing. */
  equity: Money;
  /** The larger of initial and maintenance requirement, and what closing orders need that nothing is left to close for. */
  held: Money;
  maintenance: Money;
  /** Largest absolute value that open orders may lead to. */
  worst: Money;
}

export function newExposure(instrument: InstrumentRisk): Exposure {
  return {
    instrument,
    quantity: 0n,
    basis: 0n,
    buys: { quantity: 0n, notional: 0n, closing: 0n, closingNotional: 0n },
    sells: { quantity: 0n, notional: 0n, closing: 0n, closingNotional: 0n },
    valuedAt: -1,
    value: 0n,
    liquidation: 0n,
    equity: 0n,
    held: 0n,
    maintenance: 0n,
    worst: 0n,
  };
}

/** A live order as risk sees it; trading's order has these fields. `leaves`, `reserved` and `closing` belong to risk. */
export interface RiskOrder {
  readonly side: Side;
  /** Price that it can at most cost or at least bring: its limit, else its collar. */
  limitPrice: Price;
  leaves: Quantity;
  /** Cash held back for it, 1/10 000 USD. */
  reserved: Money;
  /** Part of the leaves that closes a position and needs no reserve. */
  closing: Quantity;
  readonly locateId?: string | undefined;
}

export function openSide(exposure: Exposure, side: BookSide): OpenSide {
  return side === 'BUY' ? exposure.buys : exposure.sells;
}

/** How much of the position an order may still close: what closing orders have not claimed. A short sale closes none. */
export function closable(exposure: Exposure, side: Side): Quantity {
  if (isShortSale(side)) return 0n;
  return side === 'BUY'
    ? positive(-exposure.quantity - exposure.buys.closing)
    : positive(exposure.quantity - exposure.sells.closing);
}

/** Adds leaves to the open orders of a side. @returns how many of them close. */
export function addOpen(
  exposure: Exposure,
  { side, limitPrice }: RiskOrder,
  leaves: Quantity,
): Quantity {
  const open = openSide(exposure, bookSideOf(side));
  const closing = min(leaves, closable(exposure, side));
  const unit = limitPrice * exposure.instrument.multiplier;
  open.quantity += leaves;
  open.notional += leaves * unit;
  open.closing += closing;
  open.closingNotional += closing * unit;
  exposure.valuedAt = -1;
  return closing;
}

/** Takes leaves out of the open orders of a side, `closing` of them such as would have closed. */
export function removeOpen(
  exposure: Exposure,
  side: BookSide,
  leaves: Quantity,
  closing: Quantity,
  limitPrice: Price,
): void {
  const open = openSide(exposure, side);
  const unit = limitPrice * exposure.instrument.multiplier;
  open.quantity -= leaves;
  open.notional -= leaves * unit;
  open.closing -= closing;
  open.closingNotional -= closing * unit;
  exposure.valuedAt = -1;
}

/** Whether nothing is held and nothing is open. */
export function isIdle({ quantity, buys, sells }: Exposure): boolean {
  return quantity === 0n && buys.quantity === 0n && sells.quantity === 0n;
}
