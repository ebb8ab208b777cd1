import { chargeExecution, type ChargedExecution, type FeeTerms } from '../fees/execution-fees.ts';
import { productOf, scheduleOf } from '../accounts/commissions.ts';
import { OWN_VENUE } from '../fees/terms.ts';
import type { Price, Quantity } from '../kernel/fixed-point.ts';
import type { Fees } from '../orders/facts.ts';
import { bookSideOf, type Liquidity } from '../orders/terms.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import type { TradingState } from './state.ts';

/** What of an execution the order does not say itself. */
export interface OrderExecution {
  readonly price: Price;
  readonly quantity: Quantity;
  readonly liquidity: Liquidity;
  /** Where, by MIC; absent: in our own book. */
  readonly venue?: string;
  /** Day of the session; undefined: none are held. */
  readonly tradeDate?: CivilDate | undefined;
}

/** By what an order is charged where it executes, and the execution as the fees see it. */
export function asCharged(
  state: TradingState,
  order: OpenOrder,
  { price, quantity, liquidity, venue = OWN_VENUE, tradeDate }: OrderExecution,
): { readonly terms: FeeTerms; readonly execution: ChargedExecution } {
  const { assetClass, multiplier, option } = instrumentOf(state, order.instrumentId).risk;
  const product = productOf(assetClass);
  const { commissions } = ledgerOf(state, order.accountId).risk;
  return {
    terms: {
      commission: scheduleOf(commissions, product),
      venue: scheduleOf(state.venueFees.get(venue), product),
    },
    execution: {
      assetClass,
      onBroadIndex: option?.underlyingKind === 'BROAD_INDEX',
      side: bookSideOf(order.side),
      price,
      quantity,
      notional: price * quantity * multiplier,
      liquidity,
      day: tradeDate,
    },
  };
}

/**
 * What an open order is charged for an execution that is about to be a fact; undefined: nothing.
 * @param date whose rates hold.
 */
export function chargeOrder(
  state: TradingState,
  order: OpenOrder,
  executed: OrderExecution,
  date: CivilDate,
): Fees | undefined {
  const { terms, execution } = asCharged(state, order, executed);
  return chargeExecution(terms, state.orderFees.get(order.orderId), execution, date);
}

/** How a side of a trade in our book came to it. @param comes it is the side that came in. */
export function liquidityOf(auction: boolean | undefined, comes: boolean): Liquidity {
  if (auction === true) return 'AUCTION';
  return comes ? 'TAKER' : 'MAKER';
}
