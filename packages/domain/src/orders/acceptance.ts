import { isStop, mayRest, type OrderType, type Phase, type TimeInForce } from './terms.ts';

/**
 * Which order types go with which times in force. A stop waits, so it cannot be immediate or for one auction (a choice:
 * FIX would let the time in force apply after the trigger); a market order does not outlive its day.
 */
export function combines(type: OrderType, timeInForce: TimeInForce): boolean {
  if (isStop(type)) return mayRest(timeInForce);
  if (type === 'MARKET') return timeInForce !== 'GTC' && timeInForce !== 'GTD';
  return true;
}

/**
 * Whether an order that comes in stands in the book at its limit for all to see. A stop waits unseen; a market order has a
 * collar and no price; orders for one auction are seen in its imbalance alone (as at NYSE and Nasdaq), so that nobody is
 * shown a price at which nobody can trade.
 */
export function isDisplayed(type: OrderType, timeInForce: TimeInForce): boolean {
  return type === 'LIMIT' && timeInForce !== 'OPG' && timeInForce !== 'CLS';
}

/** Halts of one instrument or of all: orders are collected for the reopening auction. */
export function isHalt(phase: Phase): boolean {
  return phase === 'HALTED' || phase === 'PAUSED' || phase === 'MWCB_HALT';
}

/**
 * Whether a phase takes new orders of a time in force. Closed: GTC and GTD only, held for the next session. Only
 * continuous trading takes immediate orders; before it, during halts and in auctions, limits rest and market orders
 * queue. OPG is for the opening alone, and a CLS order may come in at any time before the close.
 */
export function phaseAccepts(phase: Phase, timeInForce: TimeInForce): boolean {
  if (phase === 'CLOSED' || phase === 'POST_CLOSE')
    return timeInForce === 'GTC' || timeInForce === 'GTD';
  if (timeInForce === 'OPG') return phase === 'PRE_OPEN' || phase === 'OPENING_AUCTION';
  if (timeInForce === 'IOC' || timeInForce === 'FOK') return phase === 'CONTINUOUS';
  return true;
}

/** Whether an order that comes in is matched at once. */
export function matchesOnArrival(phase: Phase, timeInForce: TimeInForce): boolean {
  return phase === 'CONTINUOUS' && timeInForce !== 'CLS' && timeInForce !== 'OPG';
}
