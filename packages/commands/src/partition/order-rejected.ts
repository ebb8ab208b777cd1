import type {
  CommandId,
  OrderId,
  OrderRejectedFact,
  PlaceOrderCommand,
  RefusedOrder,
} from '@bellwether/domain';

/** The fact that an order was refused: all that it asked for, and why not. @param rejectedAt ns since 1970 UTC. */
export function orderRejected(
  commandId: CommandId,
  terms: PlaceOrderCommand['data'],
  { stage, rejection }: RefusedOrder,
  rejectedAt: bigint,
): OrderRejectedFact {
  const orderId = commandId as string as OrderId;
  const limitPrice = terms.limitPrice ?? 0n;
  return {
    type: 'OrderRejected',
    data: { ...terms, orderId, limitPrice, stage, ...rejection, rejectedAt },
  };
}
