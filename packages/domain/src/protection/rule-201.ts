import { isKnownYear, sessionDayAfter } from '../calendar/sessions.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { BASIS } from '../kernel/rounding.ts';
import { effectiveDated, type EffectiveDated } from '../rulebook/effective-dated.ts';
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

/** Short-sale restriction of one stock, from day to day. */
export class ShortSaleRestriction {
  #through: CivilDate | undefined;

  /** Last day on which short sales are restricted. */
  get through(): CivilDate | undefined {
    return this.#through;
  }

  /** A sale; returns whether it restricts short sales from now on (also anew, for a day longer). */
  trade(previousClose: Price, price: Price, on: CivilDate): boolean {
    if (!triggersRestriction(previousClose, price, on)) return false;
    const through = restrictedThrough(on);
    if (this.#through === through) return false;
    this.#through = through;
    return true;
  }

  isInForce(on: CivilDate): boolean {
    return this.#through !== undefined && on <= this.#through;
  }
}

/**
 * The lowest price at which a restricted short sale may be executed or displayed: above the national best bid, not at it.
 * @param bid 0: there is none, and no restriction by price.
 */
export function lowestShortSalePrice(bid: Price, tick: Price): Price {
  return bid === 0n ? 0n : bid + tick;
}
