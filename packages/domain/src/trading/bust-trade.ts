import { positive } from '../kernel/rounding.ts';
import {
  feeTotal,
  type Fees,
  type TradeBustedFact,
  type TradeExecutedFact,
} from '../orders/facts.ts';
import type { TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

/**
 * What it means that a trade never happened (FIX 150=H): everything goes back. Orders that still live get the quantity
 * back with what is to be held back for it; those that have ended stay ended. The reserve comes
 * back at the rate of what the order holds now.
 * @param trade the fact of the trade, as it stands in the journal.
 */
export function bustTrade(
  state: TradingState,
  trade: TradeExecutedFact['data'],
  reason: string,
): TradeBustedFact {
  const { tradeId, instrumentId, price, quantity, buyOrderId, buyAccountId } = trade;
  const { sellOrderId, sellAccountId, principal, buyFees, sellFees, settlementDate } = trade;
  const buy = state.orders.get(buyOrderId);
  const sell = state.orders.get(sellOrderId);
  return {
    type: 'TradeBusted',
    data: {
      tradeId,
      instrumentId,
      price,
      quantity,
      buyOrderId,
      buyAccountId,
      sellOrderId,
      sellAccountId,
      ...(principal === undefined ? {} : { principal }),
      ...(buyFees === undefined ? {} : { buyFees }),
      ...(sellFees === undefined ? {} : { sellFees }),
      ...(settlementDate === undefined ? {} : { settlementDate }),
      buyRestored: buy === undefined ? 0n : quantity,
      sellRestored: sell === undefined ? 0n : quantity,
      buyReserved: reservedFor(state, buy, quantity, buyFees),
      sellReserved: reservedFor(state, sell, quantity, sellFees),
      reason,
    },
  };
}

/** Fees that go back are held back again, as those of an order that has not been executed. An order that only closes holds nothing. */
function reservedFor(
  { orderFees }: TradingState,
  order: OpenOrder | undefined,
  quantity: bigint,
  fees: Fees | undefined,
): bigint {
  if (order === undefined || order.leaves === 0n || order.reserved === 0n) return 0n;
  const forFees = orderFees.get(order.orderId)?.reserved ?? 0n;
  const forShares = ((order.reserved - forFees) * quantity) / order.leaves;
  return forShares + positive(feeTotal(fees));
}
