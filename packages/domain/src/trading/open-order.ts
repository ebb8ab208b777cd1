import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { OrderAcceptedFact } from '../orders/facts.ts';

type Terms = Omit<OrderAcceptedFact['data'], 'validatedAt' | 'approvedAt'>;

/** A live order: leaves are above zero as long as it is one. */
export interface OpenOrder extends Readonly<Terms> {
  quantity: Quantity;
  leaves: Quantity;
  /** Part of the leaves that the book shows (reserve orders). */
  shown: Quantity;
  limitPrice: Price;
  /** Cash or margin held back; what closes a position holds back the position. */
  reserved: Money;
  /** Part of the leaves that closes a position. */
  closing: Quantity;
  entrySequence: bigint;
  /** A stop order that has been triggered: from then on the market or limit order that it stands for. */
  triggered: boolean;
  /** Its number among the open orders, by which the engine knows it: given by `OpenOrders`, free again when it ends. */
  ref: number;
}

/** Number of an order that is not among the open ones yet. */
export const NO_REF = -1;
