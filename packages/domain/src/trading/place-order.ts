import { notional, type Money, type Price } from '../kernel/fixed-point.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import type { PlaceOrderCommand } from '../order/commands.ts';
import { bookSideOf } from '../order/terms.ts';
import { risky, type RefusedOrder } from './refusal.ts';
import { freeCash, freeShares, type TradingState } from './state.ts';
import type { ValidOrder } from './validate-order.ts';

/** An order that passed: the limit it trades under and the cash to hold back for its worst case. */
export interface ApprovedOrder {
  readonly ok: true;
  readonly limitPrice: Price;
  readonly reserved: Money;
}

/**
 * Whether the account can pay the worst case: a buy its whole quantity at the limit, a sell its whole quantity in
 * shares. Monotone: what passes while earlier orders are unresolved passes also once they are resolved, because fills
 * cost at most what was reserved and cancels only give back.
 */
export function approveOrder(
  state: TradingState,
  data: PlaceOrderCommand['data'],
  { ledger, limitPrice }: ValidOrder,
): ApprovedOrder | RefusedOrder {
  if (state.killSwitch)
    return risky(reject('KILL_SWITCH', 'all new orders are refused for now; cancels are taken'));
  if (bookSideOf(data.side) === 'BUY') {
    const reserved = notional(limitPrice, data.quantity);
    const rejection = checkFunds(freeCash(ledger), reserved);
    return rejection === undefined ? { ok: true, limitPrice, reserved } : risky(rejection);
  }
  const rejection = checkShares(freeShares(ledger, data.instrumentId), data.quantity);
  return rejection === undefined ? { ok: true, limitPrice, reserved: 0n } : risky(rejection);
}

export function checkFunds(free: Money, needed: Money): Rejection | undefined {
  if (needed <= free) return undefined;
  return reject(
    'INSUFFICIENT_FUNDS',
    `needs ${needed} in 1/10 000 USD, ${free} is free; deposit cash or cancel open orders`,
  );
}

export function checkShares(free: bigint, needed: bigint): Rejection | undefined {
  if (needed <= free) return undefined;
  return reject(
    'INSUFFICIENT_POSITION',
    `needs ${needed} shares, ${free} are free; selling short is not offered`,
  );
}
