import { invariant } from '../kernel/invariant.ts';
import type { AccountId, InstrumentId, OrderId } from '../kernel/ids.ts';
import type { AccountLedger, TradedInstrument, TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

// What must be there: a fact that names something else contradicts the state.

export function orderOf(state: TradingState, id: OrderId): OpenOrder {
  const order = state.orders.get(id);
  invariant(order !== undefined, `order ${id} is not open`);
  return order;
}

export function ledgerOf(state: TradingState, id: AccountId): AccountLedger {
  const ledger = state.accounts.get(id);
  invariant(ledger !== undefined, `account ${id} is not admitted`);
  return ledger;
}

export function instrumentOf(state: TradingState, id: InstrumentId): TradedInstrument {
  const instrument = state.instruments.get(id);
  invariant(instrument !== undefined, `instrument ${id} is not admitted`);
  return instrument;
}

/** Takes an order that has ended out of the state, with what it was charged. */
export function endOrder(state: TradingState, order: OpenOrder): void {
  state.orderFees.delete(order.orderId);
  state.orders.delete(order);
}
