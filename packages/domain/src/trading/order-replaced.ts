import type { OrderReplacedFact } from '../orders/facts.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

/** What of a replacement the order itself does not tell. */
export type NewTerms = Omit<
  OrderReplacedFact['data'],
  'orderId' | 'accountId' | 'instrumentId' | 'side' | 'previousLeaves' | 'previouslyReserved'
>;

type ReplacedOrder = Pick<
  OpenOrder,
  'orderId' | 'accountId' | 'instrumentId' | 'side' | 'leaves' | 'reserved'
>;

/** The fact that an open order goes on with new terms. */
export function orderReplaced(order: ReplacedOrder, terms: NewTerms): OrderReplacedFact {
  const { orderId, accountId, instrumentId, side } = order;
  return {
    type: 'OrderReplaced',
    data: {
      orderId,
      accountId,
      instrumentId,
      side,
      previousLeaves: order.leaves,
      previouslyReserved: order.reserved,
      ...terms,
    },
  };
}
