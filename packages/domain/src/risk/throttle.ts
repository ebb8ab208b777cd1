import { SECOND, type Instant } from '../time/new-york.ts';
import type { Price, Quantity } from '../kernel/fixed-point.ts';
import type { InstrumentId } from '../kernel/ids.ts';
import type { AccountRisk } from './account-risk.ts';

/**
 * Messages counted in the second of `at`. Seconds are those of the clock that stamps orders, not any second's length:
 * one number to keep per account; the price is that up to twice the limit may pass around a second's edge.
 */
export function messagesAt({ messages }: AccountRisk, at: Instant): number {
  return messages.second === at / SECOND ? messages.count : 0;
}

/** Counts an order or replace; cancels are free. Rejected ones count too if trading says so. */
export function countMessage({ messages }: AccountRisk, at: Instant): void {
  const second = at / SECOND;
  messages.count = messages.second === second ? messages.count + 1 : 1;
  messages.second = second;
}

/** What makes two orders the same to a client who pressed twice. */
export interface OrderLikeness {
  readonly instrumentId: InstrumentId;
  readonly side: string;
  readonly quantity: Quantity;
  readonly limitPrice: Price;
  readonly at: Instant;
}

const MILLISECOND = 1_000_000n;

function likeness(order: Omit<OrderLikeness, 'at'>): string {
  return `${order.instrumentId} ${order.side} ${order.quantity} ${order.limitPrice}`;
}

/** Whether the same order was accepted less than the account's window ago. */
export function isDuplicate({ recent, limits }: AccountRisk, order: OrderLikeness): boolean {
  if (limits.duplicateWindowMs === undefined) return false;
  const key = likeness(order);
  const last = recent.younger.get(key) ?? recent.older.get(key);
  return last !== undefined && order.at - last < BigInt(limits.duplicateWindowMs) * MILLISECOND;
}

/** Remembers an accepted order for as long as the account's window, at most twice. */
export function rememberOrder({ recent, limits }: AccountRisk, order: OrderLikeness): void {
  if (limits.duplicateWindowMs === undefined) return;
  if (order.at - recent.since >= BigInt(limits.duplicateWindowMs) * MILLISECOND) {
    recent.older = recent.younger;
    recent.younger = new Map();
    recent.since = order.at;
  }
  recent.younger.set(likeness(order), order.at);
}

/** An order that was accepted is not, after all: it counts no more in its second and resembles nothing. */
export function forgetOrder(account: AccountRisk, order: OrderLikeness): void {
  const { messages, recent } = account;
  if (messages.second === order.at / SECOND) messages.count -= 1;
  const key = likeness(order);
  // One that came later under the same likeness stays.
  for (const orders of [recent.younger, recent.older])
    if (orders.get(key) === order.at) orders.delete(key);
}

/**
 * An order came and was not taken: all that it leaves is that time has gone on. A replay, which finds its refusal only,
 * comes to the same windows as the partition that had counted it first and forgotten it then.
 */
export function passOrder(account: AccountRisk, order: OrderLikeness): void {
  countMessage(account, order.at);
  rememberOrder(account, order);
  forgetOrder(account, order);
}
