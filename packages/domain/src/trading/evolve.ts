import { invariant } from '../kernel/invariant.ts';
import { notional } from '../kernel/fixed-point.ts';
import type { AccountId, InstrumentId } from '../kernel/ids.ts';
import type {
  OrderAcceptedFact,
  OrderCancelledFact,
  OrderReplacedFact,
  TradeExecutedFact,
} from '../order/facts.ts';
import type { ReferenceFact, TradingFact } from './facts.ts';
import type { AccountLedger, Holding, OpenOrder, TradedInstrument, TradingState } from './state.ts';

/**
 * Applies one fact in place. Live decisions, recovery and replay all come through here, so there is one truth about
 * what a fact does.
 * @throws InvariantViolation when the fact contradicts the state: the journal or the program is broken.
 */
export function evolve(state: TradingState, fact: TradingFact): void {
  state.sequence += 1n;
  switch (fact.type) {
    case 'OrderAccepted':
      return accepted(state, fact.data);
    case 'TradeExecuted':
      return traded(state, fact.data);
    case 'OrderCancelled':
      return cancelled(state, fact.data);
    case 'OrderReplaced':
      return replaced(state, fact.data);
    case 'OrderRejected':
    case 'CancelRejected':
    case 'ReplaceRejected':
      return;
    default:
      state.referencePosition = fact.data.sourcePosition;
      return reference(state, fact);
  }
}

function reference(state: TradingState, fact: ReferenceFact): void {
  switch (fact.type) {
    case 'AccountAdmitted': {
      const { accountId } = fact.data;
      state.accounts.set(accountId, { accountId, cash: 0n, reserved: 0n, holdings: new Map() });
      return;
    }
    case 'FundsAllocated':
      ledgerOf(state, fact.data.accountId).cash += fact.data.amount;
      return;
    case 'SharesAllocated':
      holdingOf(ledgerOf(state, fact.data.accountId), fact.data.instrumentId).quantity +=
        fact.data.quantity;
      return;
    case 'FundsReleased':
      ledgerOf(state, fact.data.accountId).cash -= fact.data.amount;
      state.releases.set(fact.data.withdrawalId, { ...fact.data, refused: false });
      return;
    case 'FundsReleaseRefused':
      state.releases.set(fact.data.withdrawalId, { ...fact.data, refused: true });
      return;
    case 'FundsReleaseConfirmed':
      state.releases.delete(fact.data.withdrawalId);
      return;
    case 'InstrumentAdmitted': {
      const { sourcePosition: _, ...terms } = fact.data;
      state.instruments.set(terms.instrumentId, {
        ...terms,
        halted: false,
        entrySequence: 0n,
        trades: 0n,
      });
      return;
    }
    case 'TradingHalted':
    case 'TradingResumed':
      instrumentOf(state, fact.data.instrumentId).halted = fact.type === 'TradingHalted';
      return;
  }
}

function accepted(state: TradingState, data: OrderAcceptedFact['data']): void {
  const ledger = ledgerOf(state, data.accountId);
  if (data.side === 'BUY') ledger.reserved += data.reserved;
  else holdingOf(ledger, data.instrumentId).reserved += data.quantity;
  invariant(!state.orders.has(data.orderId), `order ${data.orderId} was accepted twice`);
  const { validatedAt: _v, approvedAt: _a, ...terms } = data;
  state.orders.set(data.orderId, { ...terms, leaves: data.quantity });
  queued(state, data.instrumentId, data.entrySequence);
}

function queued(state: TradingState, id: InstrumentId, entrySequence: bigint): void {
  const instrument = instrumentOf(state, id);
  if (entrySequence > instrument.entrySequence) instrument.entrySequence = entrySequence;
}

/**
 * The engine has given an accepted order its place in time. The order was entered with entry sequence 0 so that later
 * orders are checked against its reservation before the engine has answered.
 */
export function confirmEntry(state: TradingState, order: OpenOrder, entrySequence: bigint): void {
  order.entrySequence = entrySequence;
  queued(state, order.instrumentId, entrySequence);
}

/** The engine would not take an order that `evolve` had already entered: it leaves no trace in the state. */
export function withdrawAcceptance(state: TradingState, order: OpenOrder): void {
  releaseAll(ledgerOf(state, order.accountId), order);
  state.orders.delete(order.orderId);
  state.sequence -= 1n;
}

function traded(state: TradingState, data: TradeExecutedFact['data']): void {
  const buy = orderOf(state, data.buyOrderId);
  const sell = orderOf(state, data.sellOrderId);
  const cost = notional(data.price, data.quantity);
  const buyer = ledgerOf(state, data.buyAccountId);
  const seller = ledgerOf(state, data.sellAccountId);

  buy.reserved -= data.buyReleased;
  buyer.reserved -= data.buyReleased;
  buyer.cash -= cost;
  holdingOf(buyer, data.instrumentId).quantity += data.quantity;

  const sold = holdingOf(seller, data.instrumentId);
  sold.reserved -= data.quantity;
  sold.quantity -= data.quantity;
  seller.cash += cost;

  reduce(state, buy, data.quantity, data.buyLeaves);
  reduce(state, sell, data.quantity, data.sellLeaves);
  const instrument = instrumentOf(state, data.instrumentId);
  instrument.referencePrice = data.price;
  instrument.trades += 1n;
  state.trades += 1n;
}

function reduce(state: TradingState, order: OpenOrder, executed: bigint, leaves: bigint): void {
  order.leaves -= executed;
  invariant(
    order.leaves === leaves,
    `order ${order.orderId}: ${order.leaves} left, the trade says ${leaves}`,
  );
  if (leaves === 0n) state.orders.delete(order.orderId);
}

function cancelled(state: TradingState, data: OrderCancelledFact['data']): void {
  const order = orderOf(state, data.orderId);
  invariant(
    order.leaves === data.quantity,
    `order ${order.orderId}: ${order.leaves} left, ${data.quantity} cancelled`,
  );
  invariant(
    order.reserved === data.released,
    `order ${order.orderId}: ${order.reserved} reserved, ${data.released} released`,
  );
  releaseAll(ledgerOf(state, order.accountId), order);
  state.orders.delete(order.orderId);
}

function replaced(state: TradingState, data: OrderReplacedFact['data']): void {
  const order = orderOf(state, data.orderId);
  const ledger = ledgerOf(state, order.accountId);
  releaseAll(ledger, order);
  order.quantity = data.quantity;
  order.leaves = data.leaves;
  order.limitPrice = data.limitPrice;
  order.reserved = data.reserved;
  order.entrySequence = data.entrySequence;
  queued(state, order.instrumentId, data.entrySequence);
  if (order.side === 'BUY') ledger.reserved += data.reserved;
  else holdingOf(ledger, order.instrumentId).reserved += data.leaves;
}

function releaseAll(ledger: AccountLedger, order: OpenOrder): void {
  if (order.side === 'BUY') ledger.reserved -= order.reserved;
  else holdingOf(ledger, order.instrumentId).reserved -= order.leaves;
}

function orderOf(state: TradingState, id: OpenOrder['orderId']): OpenOrder {
  const order = state.orders.get(id);
  invariant(order !== undefined, `order ${id} is not open`);
  return order;
}

function ledgerOf(state: TradingState, id: AccountId): AccountLedger {
  const ledger = state.accounts.get(id);
  invariant(ledger !== undefined, `account ${id} is not admitted`);
  return ledger;
}

function instrumentOf(state: TradingState, id: InstrumentId): TradedInstrument {
  const instrument = state.instruments.get(id);
  invariant(instrument !== undefined, `instrument ${id} is not admitted`);
  return instrument;
}

function holdingOf(ledger: AccountLedger, id: InstrumentId): Holding {
  let holding = ledger.holdings.get(id);
  if (holding === undefined) {
    holding = { quantity: 0n, reserved: 0n };
    ledger.holdings.set(id, holding);
  }
  return holding;
}
