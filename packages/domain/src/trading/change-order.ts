import { notional, type Money, type Quantity } from '../kernel/fixed-point.ts';
import type { OrderId } from '../kernel/ids.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import type { CancelOrderCommand, ReplaceOrderCommand } from '../order/commands.ts';
import { checkFunds, checkShares, checkTick } from './place-order.ts';
import { freeCash, freeShares, type OpenOrder, type TradingState } from './state.ts';

type Found = { readonly ok: true; readonly order: OpenOrder };
type Refused = { readonly ok: false; readonly rejection: Rejection };

/** A replace that passed: what will be left to execute and the cash to hold back for it. */
export interface ApprovedReplace {
  readonly ok: true;
  readonly order: OpenOrder;
  readonly leaves: Quantity;
  readonly reserved: Money;
}

/**
 * Finds the live order that a cancel or replace names. Another account's order is as unknown as one that never was.
 * @param wasOrder whether this account ever placed an order of this id there: then it is terminal, not unknown (FIX 102).
 */
export function findOwnOrder(
  state: TradingState,
  data: CancelOrderCommand['data'],
  wasOrder: boolean,
): Found | Refused {
  if (!state.accounts.has(data.accountId))
    return refuse('UNKNOWN_ACCOUNT', `there is no account ${data.accountId} here`);
  const order = state.orders.get(data.orderId);
  if (order === undefined && wasOrder)
    return { ok: false, rejection: alreadyTerminal(data.orderId) };
  if (order?.accountId !== data.accountId || order.instrumentId !== data.instrumentId)
    return refuse(
      'UNKNOWN_ORDER',
      `account ${data.accountId} has no order ${data.orderId} in ${data.instrumentId}`,
    );
  return { ok: true, order };
}

/** The order has ended: too late to change it (FIX 102=0). */
export function alreadyTerminal(orderId: OrderId): Rejection {
  return reject(
    'ORDER_ALREADY_TERMINAL',
    `order ${orderId} is executed, cancelled or was rejected`,
  );
}

/** Whether a live order may take the new terms: only what it needs beyond its present reservation must be free. */
export function approveReplace(
  state: TradingState,
  order: OpenOrder,
  data: ReplaceOrderCommand['data'],
): ApprovedReplace | Refused {
  const instrument = state.instruments.get(order.instrumentId);
  const ledger = state.accounts.get(order.accountId);
  if (instrument === undefined || ledger === undefined)
    return refuse('UNKNOWN_INSTRUMENT', `order ${order.orderId} has no instrument here`);
  if (instrument.halted)
    return refuse(
      'INSTRUMENT_HALTED',
      `trading in ${order.instrumentId} is halted; cancel or wait`,
    );
  if (data.quantity > instrument.maxOrderQuantity)
    return refuse('QUANTITY_LIMIT', `at most ${instrument.maxOrderQuantity} in one order`);
  const off = checkTick(instrument, data.limitPrice);
  if (off !== undefined) return { ok: false, rejection: off };
  if (data.quantity === order.quantity && data.limitPrice === order.limitPrice)
    return refuse('NOTHING_TO_CHANGE', 'quantity and limit are what they were');
  const leaves = data.quantity - (order.quantity - order.leaves);
  if (leaves <= 0n)
    return refuse(
      'QUANTITY_ALREADY_EXECUTED',
      `${order.quantity - order.leaves} are executed; cancel to stop`,
    );
  const reserved = order.side === 'BUY' ? notional(data.limitPrice, leaves) : 0n;
  const short =
    order.side === 'BUY'
      ? checkFunds(freeCash(ledger) + order.reserved, reserved)
      : checkShares(freeShares(ledger, order.instrumentId) + order.leaves, leaves);
  return short === undefined
    ? { ok: true, order, leaves, reserved }
    : { ok: false, rejection: short };
}

function refuse(code: Rejection['code'], message: string): Refused {
  return { ok: false, rejection: reject(code, message) };
}
