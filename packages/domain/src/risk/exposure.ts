import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { positive } from '../kernel/rounding.ts';
import { isShortSale, type Side } from '../orders/terms.ts';
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

/** No open orders: shared, so that a position costs no memory for them. */
const NOTHING_OPEN: Readonly<OpenSide> = {
  quantity: 0n,
  notional: 0n,
  closing: 0n,
  closingNotional: 0n,
};

/** What an account has and may come to have in an instrument. */
export interface Exposure {
  readonly instrument: InstrumentRisk;
  /** Trade-date position, signed. */
  quantity: Quantity;
  /** Futures: Σ reference × multiplier × quantity, from which variation is counted. */
  basis: Money;
  buys: Readonly<OpenSide>;
  sells: Readonly<OpenSide>;
  /** Place in the account's table of stock positions; −1: none. */
  slot: number;
}

export function newExposure(instrument: InstrumentRisk): Exposure {
  return {
    instrument,
    quantity: 0n,
    basis: 0n,
    buys: NOTHING_OPEN,
    sells: NOTHING_OPEN,
    slot: -1,
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

/** How much of the position an order may still close: what closing orders have not claimed. A short sale closes none. */
export function closable(exposure: Exposure, side: Side): Quantity {
  if (isShortSale(side)) return 0n;
  return side === 'BUY'
    ? positive(-exposure.quantity - exposure.buys.closing)
    : positive(exposure.quantity - exposure.sells.closing);
}

/** Adds leaves (above zero), or takes them out (below), `closing` of them such as close a position. */
export function changeOpen(
  exposure: Exposure,
  { side, limitPrice }: RiskOrder,
  leaves: Quantity,
  closing: Quantity,
): void {
  const unit = limitPrice * exposure.instrument.multiplier;
  const before = side === 'BUY' ? exposure.buys : exposure.sells;
  const quantity = before.quantity + leaves;
  const after =
    quantity === 0n
      ? NOTHING_OPEN
      : {
          quantity,
          notional: before.notional + leaves * unit,
          closing: before.closing + closing,
          closingNotional: before.closingNotional + closing * unit,
        };
  if (side === 'BUY') exposure.buys = after;
  else exposure.sells = after;
}

/** Whether nothing is held and nothing is open. */
export function isIdle({ quantity, buys, sells }: Exposure): boolean {
  return quantity === 0n && buys.quantity === 0n && sells.quantity === 0n;
}
