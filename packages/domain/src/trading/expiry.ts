import type { PlaceOrderCommand } from '../orders/commands.ts';
import { addDays, formatDate, type CivilDate } from '../time/civil-date.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import { invalid, type RefusedOrder } from './refusal.ts';
import type { TradingState } from './state.ts';

/**
 * The latest day that is over for GTD orders (FIX 432): an order whose last day it is, or was before it, trades no more. A
 * session that is being held decides for its own day; between sessions, and where none are held, New York's calendar does.
 * @param at ns since 1970 UTC.
 */
export function expiredThrough({ session }: TradingState, at: Instant): CivilDate {
  const { date, phase } = session;
  const yesterday = addDays(newYorkTime(at).date, -1);
  if (date === undefined) return yesterday;
  if (phase !== 'CLOSED' && phase !== 'POST_CLOSE') return addDays(date, -1);
  return date > yesterday ? date : yesterday;
}

/** Whether a GTD order would come in after its last day. */
export function checkExpiry(
  state: TradingState,
  { timeInForce, expiresOn }: PlaceOrderCommand['data'],
  at: Instant,
): RefusedOrder | undefined {
  if (timeInForce !== 'GTD' || expiresOn === undefined) return undefined;
  const over = expiredThrough(state, at);
  return expiresOn > over
    ? undefined
    : invalid(
        'INVALID_ORDER_TERMS',
        `expiresOn ${formatDate(expiresOn)} is over: the first day that may be named is ${formatDate(addDays(over, 1))}`,
      );
}
