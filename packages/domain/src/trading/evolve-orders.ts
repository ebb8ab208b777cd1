import { invariant } from '../kernel/invariant.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { max } from '../kernel/rounding.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import {
  feeTotal,
  principalOf,
  type OrderAcceptedFact,
  type OrderCancelledFact,
  type OrderDecrementedFact,
  type OrderExecutedFact,
  type OrderRejectedFact,
  type OrderRefreshedFact,
  type OrderReplacedFact,
  type OrderTriggeredFact,
  type TradeExecutedFact,
} from '../orders/facts.ts';
import { isStop } from '../orders/terms.ts';
import {
  applyAccepted,
  applyExecution,
  applyReduction,
  applyReplaced,
  withdrawAccepted,
} from '../risk/apply.ts';
import { isStock, setMark } from '../risk/instrument-risk.ts';
import { passOrder } from '../risk/throttle.ts';
import type { Instant } from '../time/new-york.ts';
import { restrictShortSales } from '../protection/rule-201.ts';
import { noFees } from '../fees/order-fees.ts';
import { holdFees, noteTradeFees, noteVenueFees } from './evolve-fees.ts';
import { freeClientOrderId, useClientOrderId } from './client-order-ids.ts';
import { endOrder, instrumentOf, ledgerOf, orderOf } from './lookups.ts';
import type { TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';

/** Entry sequence of an order that is held and that the engine has not answered; the engine counts from 1. */
const NOT_ENTERED = -1n;

/**
 * Holds back what an approved order may cost, before its acceptance is a fact: later orders are checked against it while
 * the engine has not answered. `OrderAccepted` makes it final, `OrderRejected` gives everything back.
 * @param data of the fact to come; its entry sequence is not known yet.
 */
export function holdOrder(state: TradingState, data: OrderAcceptedFact['data']): OpenOrder {
  const ledger = ledgerOf(state, data.accountId);
  const { validatedAt } = data;
  const instrument = instrumentOf(state, data.instrumentId);
  const leaves = data.quantity;
  const shown = isStop(data.type) ? leaves : shownOf(leaves, data.displayQuantity);
  const order = state.orders.add(data, { leaves, shown, closing: 0n, triggered: false });
  order.entrySequence = NOT_ENTERED;
  if (data.reservedFees !== undefined)
    state.orderFees.set(order.orderId, noFees(data.reservedFees));
  applyAccepted(ledger.risk, instrument.risk, order, validatedAt);
  if (data.clientOrderId !== undefined)
    useClientOrderId(ledger.clientOrderIds, data.clientOrderId, validatedAt);
  return order;
}

/** The order stands from here on, live where it was held, and in a replay, where nothing was. */
export function accepted(state: TradingState, data: OrderAcceptedFact['data']): void {
  const held = state.orders.get(data.orderId);
  const order = held?.entrySequence === NOT_ENTERED ? held : holdOrder(state, data);
  order.entrySequence = data.entrySequence;
  queued(state, data.instrumentId, data.entrySequence);
}

/** A stop that waits shows nothing and is in no book: its display quantity counts from its trigger on. */
function isDormant({ type, triggered: isLive }: OpenOrder): boolean {
  return isStop(type) && !isLive;
}

function shownOf(open: Quantity, display: Quantity | undefined): Quantity {
  return display !== undefined && display < open ? display : open;
}

function queued(state: TradingState, id: InstrumentId, entrySequence: bigint): void {
  const instrument = instrumentOf(state, id);
  if (entrySequence > instrument.entrySequence) instrument.entrySequence = entrySequence;
}

/** An order that the engine refused had been counted and named when it was held. */
export function refused(state: TradingState, data: OrderRejectedFact['data']): void {
  const { orderId, stage, rejectedAt: at, instrumentId, side, quantity, limitPrice } = data;
  if (stage !== 'ENGINE' || at === undefined) return;
  const held = state.orders.get(orderId);
  if (held !== undefined) return giveBack(state, held, at);
  const ledger = ledgerOf(state, data.accountId);
  passOrder(ledger.risk, { instrumentId, side, quantity, limitPrice, at });
  const { clientOrderId } = data;
  if (clientOrderId === undefined) return;
  useClientOrderId(ledger.clientOrderIds, clientOrderId, at);
  freeClientOrderId(ledger.clientOrderIds, clientOrderId);
}

/** The state is as if the order had been refused when it was held, before whatever was held since. @param at when. */
function giveBack(state: TradingState, order: OpenOrder, at: Instant): void {
  const ledger = ledgerOf(state, order.accountId);
  withdrawAccepted(ledger.risk, instrumentOf(state, order.instrumentId).risk, order, at);
  if (order.clientOrderId !== undefined)
    freeClientOrderId(ledger.clientOrderIds, order.clientOrderId);
  endOrder(state, order);
}

export function traded(state: TradingState, data: TradeExecutedFact['data']): void {
  const buy = orderOf(state, data.buyOrderId);
  const sell = orderOf(state, data.sellOrderId);
  const principal = principalOf(data);
  const { instrumentId, quantity } = data;
  const resting = data.auction === true ? undefined : data.aggressor === 'BUY' ? sell : buy;
  const { risk } = instrumentOf(state, instrumentId);
  const { price, tradeDate, settlementDate } = data;
  const common = { quantity, price, principal, tradeDate, settlementDate };
  applyExecution(ledgerOf(state, data.buyAccountId).risk, risk, buy, {
    ...common,
    fees: feeTotal(data.buyFees),
    released: data.buyReleased,
  });
  applyExecution(ledgerOf(state, data.sellAccountId).risk, risk, sell, {
    ...common,
    fees: feeTotal(data.sellFees),
    released: data.sellReleased ?? 0n,
  });

  noteTradeFees(state, data, buy, sell);
  const shown = resting && resting.shown - quantity;
  reduce(state, buy, data.buyLeaves, buy === resting ? shown : undefined);
  reduce(state, sell, data.sellLeaves, sell === resting ? shown : undefined);
  printed(state, instrumentId, data.price, quantity, data.auction === true);
  state.trades += 1n;
}

/** One side is an order of ours, the other a venue's quote. */
export function executed(state: TradingState, data: OrderExecutedFact['data']): void {
  const order = orderOf(state, data.orderId);
  const { quantity, price, released, tradeDate, settlementDate } = data;
  applyExecution(
    ledgerOf(state, data.accountId).risk,
    instrumentOf(state, data.instrumentId).risk,
    order,
    {
      quantity,
      price,
      principal: principalOf(data),
      fees: feeTotal(data.fees),
      released,
      tradeDate,
      settlementDate,
    },
  );
  noteVenueFees(state, data, order);
  // Where it stands, a quote takes all that it wants at once: of a reserve order the reserve first, as the book does.
  const stood = data.liquidity === 'MAKER';
  reduce(state, order, data.leaves, stood ? keptShown(order, data.leaves) : undefined);
  printed(state, data.instrumentId, data.price, data.quantity, false);
  state.trades += 1n;
}

/** Odd lots count as volume, but are nobody's last sale (§ 2.1 of the sale-condition tables of the tapes). */
function printed(
  state: TradingState,
  id: InstrumentId,
  price: Price,
  quantity: Quantity,
  auction: boolean,
): void {
  const instrument = instrumentOf(state, id);
  instrument.trades += 1n;
  if (!auction && quantity < BigInt(instrument.roundLot ?? 1)) return;
  instrument.referencePrice = price;
  instrument.lastSale = price;
  instrument.risk.lastSale = price;
  setMark(instrument.risk, price);
  const { date } = state.session;
  if (date === undefined || !isStock(instrument.risk)) return;
  if (restrictShortSales(instrument.shortSales, instrument.previousClose, price, date))
    instrument.risk.shortSaleRestricted = true;
}

/** @param shown what the book shows of an order that stood there; undefined: an incoming one shows only what it leaves. */
function reduce(
  state: TradingState,
  order: OpenOrder,
  leaves: Quantity,
  shown: Quantity | undefined,
): void {
  invariant(
    order.leaves === leaves,
    `order ${order.orderId}: ${order.leaves} left, the trade says ${leaves}`,
  );
  if (leaves === 0n) {
    endOrder(state, order);
    return;
  }
  order.shown = shown ?? shownOf(leaves, order.displayQuantity);
}

export function cancelled(state: TradingState, data: OrderCancelledFact['data']): void {
  const order = orderOf(state, data.orderId);
  invariant(
    order.leaves === data.quantity,
    `order ${order.orderId}: ${order.leaves} left, ${data.quantity} cancelled`,
  );
  invariant(
    order.reserved === data.released,
    `order ${order.orderId}: ${order.reserved} reserved, ${data.released} released`,
  );
  voidLeaves(state, order, data.quantity, data.released);
  endOrder(state, order);
}

export function replaced(state: TradingState, data: OrderReplacedFact['data']): void {
  const order = orderOf(state, data.orderId);
  const ledger = ledgerOf(state, order.accountId);
  const { timeInForce, stopPrice, displayQuantity, expiresOn, clientOrderId } = data;
  const shown = data.restated
    ? restatedShown(order, data.leaves)
    : data.priorityKept
      ? keptShown(order, data.leaves)
      : isDormant(order)
        ? data.leaves
        : shownOf(data.leaves, displayQuantity ?? order.displayQuantity);
  Object.assign(order, {
    quantity: data.quantity,
    shown,
    entrySequence: data.entrySequence,
    ...(timeInForce === undefined ? {} : { timeInForce }),
    ...(stopPrice === undefined ? {} : { stopPrice }),
    ...(displayQuantity === undefined ? {} : { displayQuantity }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    // Only a GTD order has a last day.
    ...(timeInForce === undefined || timeInForce === 'GTD' ? {} : { expiresOn: undefined }),
    ...(clientOrderId === undefined ? {} : { clientOrderId }),
  });
  queued(state, order.instrumentId, data.entrySequence);
  holdFees(state, order, data.reservedFees ?? 0n);
  const { risk } = instrumentOf(state, order.instrumentId);
  applyReplaced(ledger.risk, risk, order, data, data.replacedAt ?? 0n);
  if (clientOrderId !== undefined && data.replacedAt !== undefined)
    useClientOrderId(ledger.clientOrderIds, clientOrderId, data.replacedAt);
}

/** A split changes what is shown as it changes all the rest. */
function restatedShown(
  { shown, leaves: before, displayQuantity }: OpenOrder,
  leaves: Quantity,
): Quantity {
  if (displayQuantity === undefined) return leaves;
  return max((shown * leaves) / before, 1n);
}

/** What is taken off a reserve order in place comes off its reserve first. */
function keptShown(order: OpenOrder, leaves: Quantity): Quantity {
  return order.shown < leaves ? order.shown : leaves;
}

export function triggered(state: TradingState, data: OrderTriggeredFact['data']): void {
  const order = orderOf(state, data.orderId);
  order.triggered = true;
  order.shown = shownOf(order.leaves, order.displayQuantity);
  order.entrySequence = data.entrySequence;
  queued(state, order.instrumentId, data.entrySequence);
}

export function decremented(state: TradingState, data: OrderDecrementedFact['data']): void {
  const order = orderOf(state, data.orderId);
  order.quantity -= data.quantity;
  voidLeaves(state, order, data.quantity, data.released);
  order.shown = keptShown(order, order.leaves);
  invariant(order.leaves === data.leaves, `order ${order.orderId}: ${order.leaves} left`);
}

export function refreshed(state: TradingState, data: OrderRefreshedFact['data']): void {
  const order = orderOf(state, data.orderId);
  order.entrySequence = data.entrySequence;
  order.shown = shownOf(order.leaves, order.displayQuantity);
  queued(state, order.instrumentId, data.entrySequence);
}

function voidLeaves(
  state: TradingState,
  order: OpenOrder,
  quantity: Quantity,
  released: Money,
): void {
  const { risk } = instrumentOf(state, order.instrumentId);
  applyReduction(ledgerOf(state, order.accountId).risk, risk, order, quantity, released);
}
