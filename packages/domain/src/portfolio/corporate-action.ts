import { costOfFraction } from '../corporate-actions/entitlement.ts';
import type { Ratio } from '../corporate-actions/terms.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, allocate } from '../kernel/rounding.ts';
import type { Lot } from './lots.ts';

/** Lots after an action, and what it realised, 1/10 000 USD. */
export interface AdjustedLots<L> {
  readonly lots: readonly L[];
  readonly realised: Money;
}

type HeldLot = Pick<Lot, 'quantity' | 'cost'>;

/**
 * Lots after a split or stock dividend. Costs and days of acquisition stay; whole shares go to lots by their sizes. A part of
 * a share that was paid in cash takes its share of every lot's cost along, and the rest of what it brought is realised. A lot
 * that has no whole share left adds its cost to the next one, or to the one before, so that nothing of it is lost.
 * @param lots of one direction. @param after shares of the account after it, signed. @param cash below zero: owed.
 */
export function adjustLots<L extends HeldLot>(
  lots: readonly L[],
  after: Quantity,
  ratio: Ratio,
  cash: Money,
): AdjustedLots<L> {
  const total = (of: (lot: L) => bigint): bigint => lots.reduce((sum, lot) => sum + of(lot), 0n);
  if (after === 0n || lots.length === 0)
    return { lots: [], realised: cash - total(({ cost }) => cost) };
  const before = total(({ quantity }) => quantity);
  const sign = after < 0n ? -1n : 1n;
  const wholes = allocate(
    abs(after),
    lots.map(({ quantity }) => abs(quantity)),
  );
  const left: L[] = [];
  let [realised, carried] = [cash, 0n];
  lots.forEach((lot, index) => {
    const gone = costOfFraction(lot.cost, before, after, ratio);
    realised -= gone;
    carried += lot.cost - gone;
    const whole = wholes[index] ?? 0n;
    if (whole === 0n) return;
    left.push({ ...lot, quantity: sign * whole, cost: carried });
    carried = 0n;
  });
  const last = left.pop();
  return {
    lots: last === undefined ? [] : [...left, { ...last, cost: last.cost + carried }],
    realised,
  };
}

/**
 * Lots after capital was returned: it lowers their cost, by their sizes; what goes below nothing is a gain (of a short
 * position, which paid it, a loss).
 * @param amount of all lots together; below zero: paid by a short position.
 */
export function returnCapital<L extends HeldLot>(
  lots: readonly L[],
  amount: Money,
): AdjustedLots<L> {
  if (lots.length === 0 || amount === 0n) return { lots, realised: 0n };
  const parts = allocate(
    amount,
    lots.map(({ quantity }) => abs(quantity)),
  );
  let realised = 0n;
  const after = lots.map((lot, index) => {
    const cost = lot.cost - (parts[index] ?? 0n);
    const isBeyond = lot.quantity > 0n ? cost < 0n : cost > 0n;
    if (!isBeyond) return { ...lot, cost };
    realised -= cost;
    return { ...lot, cost: 0n };
  });
  return { lots: after, realised };
}
