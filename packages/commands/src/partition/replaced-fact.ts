import type { OpenOrder, OrderReplacedFact, ReplaceOrderCommand } from '@bellwether/domain';
import { EventFlag, type EngineEvent } from '@bellwether/engine';

/** The fact that an order goes on with new terms. @param event REPLACED. @param limitPrice limit or collar now. @param replacedAt ns since 1970. */
export function replacedFact(
  order: OpenOrder,
  terms: ReplaceOrderCommand['data'],
  limitPrice: bigint,
  event: EngineEvent,
  replacedAt: bigint,
): OrderReplacedFact {
  const quantity = BigInt(event.quantity);
  const leaves = quantity - (order.quantity - order.leaves);
  const { timeInForce, stopPrice, displayQuantity, expiresOn, clientOrderId } = terms;
  return {
    type: 'OrderReplaced',
    data: {
      orderId: order.orderId,
      accountId: order.accountId,
      instrumentId: order.instrumentId,
      side: order.side,
      quantity,
      leaves,
      previousLeaves: order.leaves,
      limitPrice,
      reserved: order.side === 'BUY' ? limitPrice * leaves : 0n,
      previouslyReserved: order.reserved,
      priorityKept: (event.flags & EventFlag.PRIORITY_KEPT) !== 0,
      entrySequence: BigInt(event.sequence),
      replacedAt,
      ...(timeInForce === undefined ? {} : { timeInForce }),
      ...(stopPrice === undefined ? {} : { stopPrice }),
      ...(displayQuantity === undefined ? {} : { displayQuantity }),
      ...(expiresOn === undefined ? {} : { expiresOn }),
      ...(clientOrderId === undefined ? {} : { clientOrderId }),
    },
  };
}
