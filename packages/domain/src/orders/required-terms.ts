import { ENGINE_LIMITS } from '../kernel/engine-limits.ts';
import { reject, type Rejection } from '../kernel/rejection.ts';
import type { PlaceOrderCommand, ReplaceOrderCommand } from './commands.ts';
import { hasLimit, isStop, mayRest } from './terms.ts';

type Terms = PlaceOrderCommand['data'];

/**
 * Whether an order names the terms that its type and time in force need, and no others (FIX 4.4 vol. 4). What a JSON
 * Schema could say too, in words that help.
 */
export function checkRequiredTerms(terms: Terms): Rejection | undefined {
  const wrong = wrongPrices(terms) ?? wrongQuantities(terms) ?? wrongMarks(terms);
  return wrong === undefined ? undefined : reject('INVALID_ORDER_TERMS', wrong);
}

/** What a replace may change, and what goes with it (FIX 35=G). */
type Change = Pick<
  ReplaceOrderCommand['data'],
  'quantity' | 'limitPrice' | 'stopPrice' | 'displayQuantity' | 'timeInForce' | 'expiresOn'
>;

/**
 * The terms of a live order after a change, as if it were placed with them: what is not named stays, unless the new terms
 * exclude it. A display quantity that is left as it was never shows more than there is; a minimum is spent on arrival.
 */
export function changedTerms(
  order: Terms,
  { quantity, limitPrice, stopPrice, displayQuantity, timeInForce, expiresOn }: Change,
): Terms {
  const time = timeInForce ?? order.timeInForce;
  const shown = displayQuantity ?? lesser(order.displayQuantity, quantity);
  const limit = limitPrice ?? (hasLimit(order.type) ? order.limitPrice : undefined);
  const stop = stopPrice ?? order.stopPrice;
  const until = expiresOn ?? (time === 'GTD' ? order.expiresOn : undefined);
  const { minimumQuantity: _, ...lasting } = order;
  const { limitPrice: _l, stopPrice: _s, displayQuantity: _d, expiresOn: _e, ...rest } = lasting;
  return {
    ...rest,
    quantity,
    timeInForce: time,
    ...(limit === undefined ? {} : { limitPrice: limit }),
    ...(stop === undefined ? {} : { stopPrice: stop }),
    ...(shown === undefined ? {} : { displayQuantity: shown }),
    ...(until === undefined ? {} : { expiresOn: until }),
  };
}

function lesser(display: bigint | undefined, quantity: bigint): bigint | undefined {
  return display === undefined || display < quantity ? display : quantity;
}

function wrongPrices({
  type,
  limitPrice,
  stopPrice,
  timeInForce,
  expiresOn,
}: Terms): string | undefined {
  if (hasLimit(type) && limitPrice === undefined) return `a ${type} order needs a limitPrice`;
  if (!hasLimit(type) && limitPrice !== undefined) return `a ${type} order has no limitPrice`;
  if (isStop(type) && stopPrice === undefined) return `a ${type} order needs a stopPrice`;
  if (!isStop(type) && stopPrice !== undefined) return `a ${type} order has no stopPrice`;
  if (timeInForce === 'GTD' && expiresOn === undefined) return 'a GTD order needs expiresOn';
  if (timeInForce !== 'GTD' && expiresOn !== undefined) return 'only a GTD order has expiresOn';
  return undefined;
}

/** The engine shows a reserve order in at most so many tranches. */
const MAX_TRANCHES = BigInt(ENGINE_LIMITS.tranches);

function wrongQuantities(terms: Terms): string | undefined {
  const { type, timeInForce, quantity, minimumQuantity, displayQuantity } = terms;
  if (minimumQuantity !== undefined && minimumQuantity > quantity)
    return 'minimumQuantity is more than quantity';
  if (displayQuantity === undefined) return undefined;
  if (!hasLimit(type) || !mayRest(timeInForce))
    return 'only an order that may rest at a limit has a displayQuantity';
  return displayQuantity > quantity || displayQuantity * MAX_TRANCHES < quantity
    ? `displayQuantity is at most the quantity and at least a ${MAX_TRANCHES}th of it`
    : undefined;
}

function wrongMarks(terms: Terms): string | undefined {
  const { type, timeInForce, minimumQuantity, postOnly, side, locateId } = terms;
  const isPlain = type === 'LIMIT' && mayRest(timeInForce) && minimumQuantity === undefined;
  if (postOnly === true && !isPlain)
    return 'only a LIMIT order that may rest, without a minimum, is post-only';
  if (locateId !== undefined && side !== 'SELL_SHORT')
    return 'only a SELL_SHORT order names a locate';
  return undefined;
}
