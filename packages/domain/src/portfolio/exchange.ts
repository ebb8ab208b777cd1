import type { Ratio } from '../corporate-actions/terms.ts';
import type { Money, Quantity } from '../kernel/fixed-point.ts';
import { abs, allocate, BASIS, min } from '../kernel/rounding.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { adjustLots, returnCapital } from './corporate-action.ts';
import { closeLots, type ClosedLot, type Lot } from './lots.ts';

/** What a merger or spin-off does to the lots of a position. Money in 1/10 000 USD. */
export interface Departure {
  /** What is left of the position: 0 after a merger. */
  readonly quantity: Quantity;
  /** Cash for the shares themselves; below zero: paid by a short position. */
  readonly cash: Money;
  /** Part of the cost that goes along, 1/10 000. */
  readonly costBasisPoints: number;
}

/** Lots that stay, lots whose cost goes along, still in the shares of before, and what was realised. */
export interface Departed {
  readonly left: readonly Lot[];
  readonly carried: readonly Lot[];
  readonly realised: Money;
}

/**
 * Lots that become shares of another instrument, or give a part of their cost to such. Days of acquisition go along. Cash
 * beside the shares lowers their cost as returned capital does; what is more than the cost is realised (a choice: IRC 356
 * would count a gain first, by what the shares are worth). Cost that neither stays nor goes along is realised.
 * @param lots of one direction.
 */
export function departLots(lots: readonly Lot[], departure: Departure): Departed {
  const { quantity, cash, costBasisPoints } = departure;
  const returned = returnCapital(lots, cash);
  const along = BigInt(costBasisPoints);
  const costs = returned.lots.map(({ cost }) => allocate(cost, [along, BASIS - along]));
  const withCost = (part: 0 | 1): readonly Lot[] =>
    returned.lots.map((lot, index) => ({ ...lot, cost: costs[index]?.[part] ?? 0n }));
  const [carried, left] = [withCost(0), withCost(1)];
  if (quantity !== 0n) return { left, carried, realised: returned.realised };
  const lost = left.reduce((sum, { cost }) => sum + cost, 0n);
  return { left: [], carried, realised: returned.realised - lost };
}

/** What arrives of another instrument by an action. Money in 1/10 000 USD. */
export interface Arrival {
  readonly actionId: string;
  readonly day: CivilDate;
  /** Whole shares that come, signed. */
  readonly received: Quantity;
  readonly ratio: Ratio;
  /** For a part of a share; below zero: owed by a short position. */
  readonly cashInLieu: Money;
}

/** Lots with those that have come, and what that has closed and realised. */
export interface Arrived {
  readonly lots: readonly Lot[];
  readonly closed: readonly ClosedLot[];
  /** Of what was closed. */
  readonly covered: Money;
  /** Of the part of a share that was paid in cash. */
  readonly realised: Money;
}

/**
 * Lots that have come from another instrument join those that are held, the oldest first. They get names of their own, since
 * two instruments may have lots of one execution. Where one is long and the other short, they close each other, first in,
 * first out: who was short of the acquirer has covered with what came.
 * @param held of one direction. @param carried as `departLots` has them.
 */
export function arriveLots(
  held: readonly Lot[],
  carried: readonly Lot[],
  { actionId, day, received, ratio, cashInLieu }: Arrival,
): Arrived {
  const { lots, realised } = adjustLots(carried, received, ratio, cashInLieu);
  const came = lots.map((lot) => ({ ...lot, lotId: `${lot.lotId}/${actionId}` }));
  const total = (of: readonly Lot[]): Quantity => of.reduce((sum, lot) => sum + lot.quantity, 0n);
  const [have, come] = [total(held), total(came)];
  if (have === 0n || come === 0n || have > 0n === come > 0n) {
    const joined = [...held, ...came].toSorted((a, b) => a.tradeDate - b.tradeDate);
    return { lots: joined, closed: [], covered: 0n, realised };
  }
  const named = { executionId: actionId, tradeDate: day, method: 'FIFO' } as const;
  const quantity = min(abs(have), abs(come));
  const used = closeLots(came, { ...named, quantity, cost: 0n });
  const cost = used.closed.reduce((sum, lot) => sum + lot.cost, 0n);
  const { left, closed } = closeLots(held, { ...named, quantity, cost });
  const covered = closed.reduce((sum, lot) => sum + lot.realised, 0n);
  return { lots: [...left, ...used.left], closed, covered, realised };
}
