import { feeTotal, principalOf, type TradeBustedFact } from '../order/facts.ts';
import { holdingOf, ledgerOf } from './lookups.ts';
import type { TradingState } from './state.ts';

/**
 * Takes a trade back: shares, cash and fees return. An order that still lives gets its quantity back, with what was
 * held back for it; one that has ended stays ended. The last sale is not mended: what it triggered has happened.
 */
export function busted(state: TradingState, data: TradeBustedFact['data']): void {
  const principal = principalOf(data);
  const { instrumentId, quantity } = data;
  const buyer = ledgerOf(state, data.buyAccountId);
  buyer.cash += principal + feeTotal(data.buyFees);
  buyer.reserved += data.buyReserved;
  holdingOf(buyer, instrumentId).quantity -= quantity;
  const seller = ledgerOf(state, data.sellAccountId);
  seller.cash -= principal - feeTotal(data.sellFees);
  const holding = holdingOf(seller, instrumentId);
  holding.quantity += quantity;
  holding.reserved += data.sellRestored;
  const buy = state.orders.get(data.buyOrderId);
  if (buy !== undefined) {
    buy.leaves += data.buyRestored;
    buy.reserved += data.buyReserved;
  }
  const sell = state.orders.get(data.sellOrderId);
  if (sell !== undefined) sell.leaves += data.sellRestored;
}
