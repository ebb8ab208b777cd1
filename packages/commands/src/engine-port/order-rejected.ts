import type {
  CommandId,
  OrderId,
  OrderRejectedFact,
  PlaceOrderCommand,
  RefusedOrder,
  TradingState,
} from '@bellwether/domain';
import { answerRejected, type TradingRequest } from './request.ts';
import type { Turn } from './turn.ts';

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

/** Records that an order is refused. Where account or instrument is not known here there is nothing to record it with. */
export function refuseOrder(
  { accounts, instruments }: TradingState,
  turn: Turn,
  request: TradingRequest,
  data: PlaceOrderCommand['data'],
  refused: RefusedOrder,
): undefined {
  if (!accounts.has(data.accountId) || !instruments.has(data.instrumentId))
    return answerRejected(request, refused.rejection);
  const fact = orderRejected(request.command.id, data, refused, request.receivedAt);
  turn.add(request, data).record(fact);
}
