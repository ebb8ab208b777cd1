import { isKnownYear, sessionDayAfter } from '../calendar/sessions.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { BASIS } from '../kernel/rounding.ts';
import { effectiveDated, type EffectiveDated } from '../time/effective-dated.ts';
import { addDays, type CivilDate } from '../time/civil-date.ts';

/** Decline from the previous close that restricts short sales. */
export const SHORT_SALE_TRIGGER: EffectiveDated<bigint> = effectiveDated('protection.Rule201', {
  title: 'Rule 201: decline from the previous close that restricts short sales, 1/10 000',
  entries: [
    {
      from: '2011-02-28',
      value: 1_000n,
      evidence: 'K',
      source: 'Regulation SHO Rule 201(b): 10 %, for the rest of the day and the next one',
    },
  ],
});

/** Whether a sale at `price` restricts short sales. @param previousClose of the listing market. */
export function triggersRestriction(previousClose: Price, price: Price, on: CivilDate): boolean {
  return (previousClose - price) * BASIS >= previousClose * SHORT_SALE_TRIGGER.on(on).value;
}

/** Last trading day of a restriction that is triggered on `on`; beyond the calendar's years the next day. */
export function restrictedThrough(on: CivilDate): CivilDate {
  const next = addDays(on, 1);
  return isKnownYear(next) ? sessionDayAfter(on) : next;
}

/** Short-sale restriction of one stock, from day to day. Plain data: a partition's state and its snapshots hold it. */
export interface ShortSaleRestriction {
  /** Last day on which short sales are restricted. */
  through: CivilDate | undefined;
}

export function noShortSaleRestriction(): ShortSaleRestriction {
  return { through: undefined };
}

/** A sale; returns whether it restricts short sales from now on (also anew, for a day longer). */
export function restrictShortSales(
  restriction: ShortSaleRestriction,
  previousClose: Price,
  price: Price,
  on: CivilDate,
): boolean {
  if (!triggersRestriction(previousClose, price, on)) return false;
  const through = restrictedThrough(on);
  if (restriction.through === through) return false;
  restriction.through = through;
  return true;
}

export function areShortSalesRestricted({ through }: ShortSaleRestriction, on: CivilDate): boolean {
  return through !== undefined && on <= through;
}

/**
 * The lowest price at which a restricted short sale may be executed or displayed: above the national best bid, not at it.
 * @param bid 0: there is none, and no restriction by price.
 */
export function lowestShortSalePrice(bid: Price, tick: Price): Price {
  return bid === 0n ? 0n : bid + tick;
}
