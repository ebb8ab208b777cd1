import { noteBust, noteExecution } from '../fees/execution-fees.ts';
import { noFees, type OrderFees } from '../fees/order-fees.ts';
import type { Money } from '../kernel/fixed-point.ts';
import { positive } from '../kernel/rounding.ts';
import {
  feeTotal,
  type Fees,
  type OrderExecutedFact,
  type TradeBustedFact,
  type TradeExecutedFact,
} from '../orders/facts.ts';
import { asCharged, liquidityOf, type OrderExecution } from './charge.ts';
import { instrumentOf } from './lookups.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import type { TradingState } from './state.ts';

/** What both sides of a trade in our book were charged counts for their next executions. */
export function noteTradeFees(
  state: TradingState,
  data: TradeExecutedFact['data'],
  buy: OpenOrder,
  sell: OpenOrder,
): void {
  const { price, quantity, tradeDate, auction, aggressor, buyFees, sellFees } = data;
  const executed = { price, quantity, tradeDate };
  note(state, buy, { ...executed, liquidity: liquidityOf(auction, aggressor === 'BUY') }, buyFees);
  note(
    state,
    sell,
    { ...executed, liquidity: liquidityOf(auction, aggressor === 'SELL') },
    sellFees,
  );
}

/** What our side of an execution against another venue's quote was charged. */
export function noteVenueFees(
  state: TradingState,
  data: OrderExecutedFact['data'],
  order: OpenOrder,
): void {
  note(state, order, data, data.fees);
}

/** An order that has ended is charged nothing more. */
function note(
  state: TradingState,
  order: OpenOrder,
  executed: OrderExecution,
  fees: Fees | undefined,
): void {
  if (fees === undefined || order.leaves === 0n) return;
  const { terms, execution } = asCharged(state, order, executed);
  noteExecution(feesOf(state, order), terms, execution, fees);
}

/** The order goes on with new terms, and another part of its reserve for fees. */
export function holdFees(state: TradingState, order: OpenOrder, reserved: Money): void {
  if (reserved > 0n || state.orderFees.has(order.orderId)) feesOf(state, order).reserved = reserved;
}

/** One side of a trade never happened, and its order still lives. What is charged no more is held back again, as `bustTrade` says. */
export function noteBustedFees(
  state: TradingState,
  order: OpenOrder,
  { instrumentId, price, quantity }: TradeBustedFact['data'],
  fees: Fees | undefined,
): void {
  if (fees === undefined) return;
  const { multiplier } = instrumentOf(state, instrumentId).risk;
  const notional = price * quantity * multiplier;
  const held = order.reserved > 0n ? positive(feeTotal(fees)) : 0n;
  noteBust(feesOf(state, order), { price, quantity, notional }, fees, held);
}

function feesOf({ orderFees }: TradingState, { orderId }: OpenOrder): OrderFees {
  let fees = orderFees.get(orderId);
  if (fees === undefined) {
    fees = noFees(0n);
    orderFees.set(orderId, fees);
  }
  return fees;
}
