import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import type { AccountId, InstrumentId, OrderId } from '../kernel/ids.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import { combines } from '../orders/acceptance.ts';
import type { CancelOrderCommand, ReplaceOrderCommand } from '../orders/commands.ts';
import { changedTerms, checkRequiredTerms } from '../orders/required-terms.ts';
import { bookSideOf, hasLimit, isStop } from '../orders/terms.ts';
import { assess } from '../risk/assess.ts';
import type { BestPrices } from '../risk/assessment.ts';
import type { RiskContext } from '../risk/context.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { collar, MARKET_COLLAR } from './collar.ts';
import type { TradedInstrument, TradingState } from './state.ts';
import type { OpenOrder } from './open-orders/open-order.ts';
import { copyOf } from './open-orders/open-row.ts';
import { checkExpiry } from './expiry.ts';
import { checkBandOf, checkPrice, checkTraded } from './validate-order.ts';
import { hasClientOrderId } from './client-order-ids.ts';

type Found = { readonly ok: true; readonly order: OpenOrder };
type Refused = { readonly ok: false; readonly rejection: Rejection };

/** A replace that passed: what will be left to execute, its limit (or collar), and the cash to hold back for it. */
export interface ApprovedReplace {
  readonly ok: true;
  readonly order: OpenOrder;
  /** Zero or less: nothing is left, the rest is to be cancelled. */
  readonly leaves: Quantity;
  readonly limitPrice: Price;
  readonly reserved: Money;
  /** Part of it that is for fees. */
  readonly reservedFees: Money;
}

/** Remembers the orders that were placed, whatever became of them. */
export interface PlacedOrders {
  /** Whether that account ever placed an order of this id in that instrument. */
  wasOrder(
    orderId: OrderId,
    owner: { readonly accountId: AccountId; readonly instrumentId: InstrumentId },
  ): boolean;
}

/**
 * Finds the live order that a cancel or replace names. Another account's order is as unknown as one that never was.
 * @param placed knows the orders that were ever placed: one of them is terminal, not unknown (FIX 102).
 */
export function findOwnOrder(
  state: TradingState,
  data: CancelOrderCommand['data'],
  placed: PlacedOrders,
): Found | Refused {
  if (!state.accounts.has(data.accountId))
    return refuse('UNKNOWN_ACCOUNT', `there is no account ${data.accountId} here`);
  const order = state.orders.get(data.orderId);
  if (order === undefined && placed.wasOrder(data.orderId, data))
    return { ok: false, rejection: alreadyTerminal(data.orderId) };
  if (order?.accountId !== data.accountId || order.instrumentId !== data.instrumentId)
    return refuse(
      'UNKNOWN_ORDER',
      `account ${data.accountId} has no order ${data.orderId} in ${data.instrumentId}`,
    );
  const { originalClientOrderId } = data;
  return originalClientOrderId !== undefined && originalClientOrderId !== order.clientOrderId
    ? refuse('STALE_CLIENT_ORDER_ID', `the order is called ${order.clientOrderId ?? 'nothing'} now`)
    : { ok: true, order };
}

/** The order has ended: too late to change it (FIX 102=0). */
export function alreadyTerminal(orderId: OrderId): Rejection {
  return reject(
    'ORDER_ALREADY_TERMINAL',
    `order ${orderId} is executed, cancelled or was rejected`,
  );
}

/**
 * Whether a live order may take the new terms: only what it needs beyond its present reservation must be free.
 * @param context the rules of the day.
 * @param at when the request came in, ns since 1970 UTC.
 * @param best what other venues quote; undefined: nothing.
 */
export function approveReplace(
  state: TradingState,
  order: OpenOrder,
  data: ReplaceOrderCommand['data'],
  context: RiskContext,
  at: Instant,
  best?: BestPrices,
): ApprovedReplace | Refused {
  const instrument = state.instruments.get(order.instrumentId);
  const ledger = state.accounts.get(order.accountId);
  if (instrument === undefined || ledger === undefined)
    return refuse('UNKNOWN_INSTRUMENT', `order ${order.orderId} has no instrument here`);
  const wrong =
    checkTraded(instrument)?.rejection ??
    checkChange(instrument, order, data, at) ??
    checkExpiry(state, changedTerms(copyOf(order), data), at)?.rejection;
  if (wrong !== undefined) return { ok: false, rejection: wrong };
  const { clientOrderId } = data;
  if (clientOrderId !== undefined && hasClientOrderId(ledger.clientOrderIds, clientOrderId, at))
    return refuse('DUPLICATE_CLIENT_ORDER_ID', `${clientOrderId} was used before on this day`);
  const limitPrice = newLimit(instrument, order, data, at);
  const leaves = data.quantity - (order.quantity - order.leaves);
  if (leaves <= 0n) return { ok: true, order, leaves, limitPrice, reserved: 0n, reservedFees: 0n };
  context.killSwitch = state.killSwitch && leaves > order.leaves;
  const { side, type, locateId } = order;
  const { stopPrice = order.stopPrice } = data;
  const charged = state.orderFees.get(order.orderId);
  const terms = { side, type, quantity: leaves, limitPrice, stopPrice, locateId };
  const changed = { ...terms, at, best, charged };
  const answer = assess(context, ledger.risk, instrument.risk, changed, order);
  if (!answer.ok) return answer;
  return { ...answer, order, leaves };
}

function checkChange(
  instrument: TradedInstrument,
  order: OpenOrder,
  data: ReplaceOrderCommand['data'],
  at: Instant,
): Rejection | undefined {
  const { limitPrice, stopPrice, displayQuantity, timeInForce = order.timeInForce } = data;
  const isStopNow = isStop(order.type) && !order.triggered;
  if (limitPrice !== undefined && !hasLimit(order.type))
    return reject('NOT_CHANGEABLE', `a ${order.type} order has no limitPrice`);
  if (stopPrice !== undefined && !isStopNow)
    return reject('NOT_CHANGEABLE', 'only a stop order that waits has a stopPrice to change');
  if (displayQuantity !== undefined && !hasLimit(order.type))
    return reject('NOT_CHANGEABLE', `a ${order.type} order shows no quantity`);
  if (
    !combines(order.type, timeInForce) ||
    (timeInForce !== order.timeInForce && !isLasting(order))
  )
    return reject(
      'NOT_CHANGEABLE',
      `a ${order.type} ${order.timeInForce} order cannot be ${timeInForce}`,
    );
  const wrong = checkRequiredTerms(changedTerms(copyOf(order), data));
  if (wrong !== undefined) return wrong;
  if (data.quantity > instrument.maxOrderQuantity)
    return reject('QUANTITY_LIMIT', `at most ${instrument.maxOrderQuantity} in one order`);
  const off =
    (limitPrice === undefined ? undefined : checkPrice(instrument, limitPrice, at)) ??
    (stopPrice === undefined ? undefined : checkPrice(instrument, stopPrice, at));
  if (off !== undefined) return off.rejection;
  if (limitPrice !== undefined && !isStopNow) {
    const outside = checkBandOf(instrument, bookSideOf(order.side) === 'BUY', limitPrice);
    if (outside !== undefined) return outside.rejection;
  }
  return changesNothing(order, data)
    ? reject('NOTHING_TO_CHANGE', 'all terms are what they were')
    : undefined;
}

/** DAY, GTC and GTD may become one another. */
function isLasting({ timeInForce }: OpenOrder): boolean {
  return timeInForce === 'DAY' || timeInForce === 'GTC' || timeInForce === 'GTD';
}

function changesNothing(order: OpenOrder, data: ReplaceOrderCommand['data']): boolean {
  return (
    data.quantity === order.quantity &&
    (data.limitPrice ?? order.limitPrice) === order.limitPrice &&
    (data.stopPrice ?? order.stopPrice) === order.stopPrice &&
    (data.displayQuantity ?? order.displayQuantity) === order.displayQuantity &&
    (data.timeInForce ?? order.timeInForce) === order.timeInForce &&
    (data.expiresOn ?? order.expiresOn) === order.expiresOn
  );
}

/** A stop that moves takes its collar along. */
function newLimit(
  { tickSize }: TradedInstrument,
  order: OpenOrder,
  { limitPrice, stopPrice }: ReplaceOrderCommand['data'],
  at: Instant,
): Price {
  if (limitPrice !== undefined) return limitPrice;
  if (hasLimit(order.type) || stopPrice === undefined) return order.limitPrice;
  const distance = MARKET_COLLAR.on(newYorkTime(at).date).value;
  return collar(stopPrice, bookSideOf(order.side), distance, tickSize);
}

function refuse(code: Rejection['code'], message: string): Refused {
  return { ok: false, rejection: reject(code, message) };
}
