import type { Money, Quantity } from '../kernel/fixed-point.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { closeLots, type Lot } from './lots.ts';

/** What closed contracts had cost, and the lots that are left. 1/10 000 USD. */
export interface ExercisedLots {
  readonly left: readonly Lot[];
  /** Premium paid; of contracts that were written below zero: received. */
  readonly premium: Money;
}

/**
 * Contracts that were exercised or assigned, first in, first out: nothing is realised of them. Their premium goes into what the
 * shares cost, or brought (IRS Publication 550): booked as a fee of that purchase or sale it does so on either side.
 * @param lots of one direction, at least as many contracts. @param contracts above zero.
 */
export function exerciseLots(lots: readonly Lot[], contracts: Quantity): ExercisedLots {
  const closing = { executionId: '', tradeDate: 0 as CivilDate, quantity: contracts, cost: 0n };
  const { left, closed } = closeLots(lots, { ...closing, method: 'FIFO' });
  return { left, premium: closed.reduce((sum, { cost }) => sum + cost, 0n) };
}
