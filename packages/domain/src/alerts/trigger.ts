import type { Price } from '../kernel/fixed-point.ts';
import { BASIS } from '../kernel/rounding.ts';
import type { AlertTerms } from './commands.ts';

/** What changes an alert next: a sale at the price or beyond, and what it then does. */
export interface Trigger {
  /** From which side the price is reached. */
  readonly side: 'AT_OR_ABOVE' | 'AT_OR_BELOW';
  readonly price: Price;
  readonly does: 'FIRE' | 'ARM';
}

/** Where a sale stands in the log: sales count in its order. */
export interface SalePlace {
  /** Commit position. */
  readonly position: bigint;
  /** Its place in what was committed there. */
  readonly index: number;
}

/** Whether a sale comes behind another place in the log. */
export function isBehind(sale: SalePlace, other: SalePlace): boolean {
  return sale.position === other.position
    ? sale.index > other.index
    : sale.position > other.position;
}

/** Distance by which a price must come back before an alert is armed again, 1/10 000; a choice of the house. */
const DEFAULT_HYSTERESIS = 10;

/**
 * What an alert waits for: an armed one to fire, any other for the price to come back by the hysteresis. A crossing that
 * has never been on its other side needs no distance, only to be there.
 * @param armed whether it fires when its condition holds. @param previousClose what moves are counted from.
 */
export function triggerOf(terms: AlertTerms, armed: boolean, previousClose: Price): Trigger {
  const threshold = thresholdOf(terms, previousClose);
  const rises = risesTo(terms);
  if (armed) return { side: rises ? 'AT_OR_ABOVE' : 'AT_OR_BELOW', price: threshold, does: 'FIRE' };
  const basisPoints = BigInt(terms.hysteresisBasisPoints ?? DEFAULT_HYSTERESIS);
  const distance = isCrossing(terms) ? 1n : (threshold * basisPoints) / BASIS;
  return rises
    ? { side: 'AT_OR_BELOW', price: threshold - distance, does: 'ARM' }
    : { side: 'AT_OR_ABOVE', price: threshold + distance, does: 'ARM' };
}

/** Whether a sale at a price is what is waited for. */
export function isTriggered({ side, price }: Trigger, sale: Price): boolean {
  return side === 'AT_OR_ABOVE' ? sale >= price : sale <= price;
}

/** Whether an alert fires at once where its condition holds already: a crossing waits for the other side first. */
export function isArmedWhenSet(terms: AlertTerms): boolean {
  return !isCrossing(terms);
}

function thresholdOf(
  { condition, price, moveBasisPoints }: AlertTerms,
  previousClose: Price,
): Price {
  if (price !== undefined) return price;
  const move = (previousClose * BigInt(moveBasisPoints ?? 0)) / BASIS;
  return condition === 'MOVE_UP' ? previousClose + move : previousClose - move;
}

function risesTo({ condition }: AlertTerms): boolean {
  return condition === 'PRICE_ABOVE' || condition === 'CROSSES_UP' || condition === 'MOVE_UP';
}

function isCrossing({ condition }: AlertTerms): boolean {
  return condition === 'CROSSES_UP' || condition === 'CROSSES_DOWN';
}
