import type { Money, Price, Quantity } from '../../kernel/fixed-point.ts';
import type { OrderAcceptedFact } from '../../orders/facts.ts';

/** What an order says of itself when it comes. */
export type OrderTerms = Omit<
  OrderAcceptedFact['data'],
  'validatedAt' | 'approvedAt' | 'reservedFees' | 'bestBid' | 'bestOffer'
>;

/** The same, with terms that may be undefined where the fact has none. */
type Terms = {
  readonly [K in keyof OrderTerms]: object extends Pick<OrderTerms, K>
    ? OrderTerms[K] | undefined
    : OrderTerms[K];
};

/** How far an order has come. */
export type OrderProgress = Pick<OpenOrder, 'leaves' | 'shown' | 'closing' | 'triggered'>;

/** A live order: leaves are above zero as long as it is one. */
export interface OpenOrder extends Terms {
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
  readonly ref: number;
}

/** An open order as plain data. */
export type PlainOrder = OrderTerms & OrderProgress & Pick<OpenOrder, 'ref'>;
