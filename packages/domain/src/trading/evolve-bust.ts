import { feeTotal, principalOf, type TradeBustedFact } from '../orders/facts.ts';
import { applyBust } from '../risk/apply.ts';
import { noteBustedFees } from './evolve-fees.ts';
import { instrumentOf, ledgerOf } from './lookups.ts';
import type { TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

/**
 * Takes a trade back: shares, cash and fees return. An order that still lives gets its quantity back, with what was
 * held back for it; one that has ended stays ended. The last sale is not mended: what it triggered has happened.
 */
export function busted(state: TradingState, data: TradeBustedFact['data']): void {
  const { risk } = instrumentOf(state, data.instrumentId);
  const { price, quantity, settlementDate } = data;
  const common = {
    price,
    quantity,
    principal: principalOf(data),
    released: 0n,
    tradeDate: undefined,
    settlementDate,
  };
  const [buy, sell] = [state.orders.get(data.buyOrderId), state.orders.get(data.sellOrderId)];
  if (buy !== undefined) noteBustedFees(state, buy, data, data.buyFees);
  if (sell !== undefined) noteBustedFees(state, sell, data, data.sellFees);
  applyBust(
    ledgerOf(state, data.buyAccountId).risk,
    risk,
    'BUY',
    { ...common, fees: feeTotal(data.buyFees) },
    restored(buy, data.buyRestored, data.buyReserved),
  );
  applyBust(
    ledgerOf(state, data.sellAccountId).risk,
    risk,
    'SELL',
    { ...common, fees: feeTotal(data.sellFees) },
    restored(sell, data.sellRestored, data.sellReserved),
  );
  // What is open again is seen again; of a reserve order it joins the reserve.
  for (const order of [buy, sell])
    if (order !== undefined && order.displayQuantity === undefined) order.shown = order.leaves;
}

function restored(
  order: OpenOrder | undefined,
  quantity: bigint,
  reserved: bigint,
): { readonly order: OpenOrder; readonly quantity: bigint; readonly reserved: bigint } | undefined {
  return order === undefined ? undefined : { order, quantity, reserved };
}
