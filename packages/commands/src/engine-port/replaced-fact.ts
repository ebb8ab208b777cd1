import {
  orderReplaced,
  type OpenOrder,
  type OrderReplacedFact,
  type ReplaceOrderCommand,
} from '@bellwether/domain';
import { EventFlag, type EngineEvent } from '@bellwether/engine';

/** What the engine and risk have made of a replace. */
interface Replacement {
  /** REPLACED. */
  readonly event: EngineEvent;
  /** Limit, or collar, under the new terms. */
  readonly limitPrice: bigint;
  /** What risk holds back for it now, 1/10 000 USD. */
  readonly reserved: bigint;
  /** Part of it that is for fees. */
  readonly reservedFees: bigint;
  /** ns since 1970 UTC. */
  readonly replacedAt: bigint;
}

/** The fact that an order goes on with new terms. */
export function replacedFact(
  order: OpenOrder,
  terms: ReplaceOrderCommand['data'],
  { event, limitPrice, reserved, reservedFees, replacedAt }: Replacement,
): OrderReplacedFact {
  const quantity = BigInt(event.quantity);
  const { timeInForce, stopPrice, displayQuantity, expiresOn, clientOrderId } = terms;
  return orderReplaced(order, {
    quantity,
    leaves: quantity - (order.quantity - order.leaves),
    limitPrice,
    reserved,
    priorityKept: (event.flags & EventFlag.PRIORITY_KEPT) !== 0,
    entrySequence: BigInt(event.sequence),
    replacedAt,
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(displayQuantity === undefined ? {} : { displayQuantity }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
    ...(reservedFees === 0n ? {} : { reservedFees }),
  });
}
