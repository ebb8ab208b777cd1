import type { Session } from '../calendar/sessions.ts';
import type { LuldTier } from '../instruments/terms.ts';
import type { Price } from '../kernel/fixed-point.ts';
import { BASIS, max, min, roundDiv } from '../kernel/rounding.ts';
import { newYorkTime, type Instant } from '../time/new-york.ts';
import type { LuldParameters } from './luld-rules.ts';

/** What decides how wide a stock's bands are on a day. The class follows from the previous close, never from the moving reference. */
export interface LuldClass {
  readonly tier: Exclude<LuldTier, 'NONE'>;
  /** Official close of the day before, 1/10 000 USD. */
  readonly previousClose: Price;
  /** Daily leverage of an exchange-traded product, 1 for all others: multiplies the percentages of tier 2. */
  readonly leverage: number;
  /** Bands are rounded to it. */
  readonly tick: Price;
}

export interface Bands {
  readonly lower: Price;
  readonly upper: Price;
}

/** Whether an instant lies in a stretch of the session in which percentages are doubled. */
export function isDoubled(rules: LuldParameters, session: Session, at: Instant): boolean {
  if (at >= session.closesAt - rules.doubledBeforeClose) return true;
  return rules.doubledUntil !== undefined && newYorkTime(at).time < rules.doubledUntil;
}

/**
 * The bands around a reference price.
 * @param doubled see `isDoubled`.
 */
export function bandsAround(
  rules: LuldParameters,
  { tier, previousClose, leverage, tick }: LuldClass,
  reference: Price,
  doubled: boolean,
): Bands {
  const factor = tier === 'TIER_2' ? BigInt(leverage) : 1n;
  if (previousClose < rules.lowerClass) {
    const times = doubled ? 2n : 1n;
    const up = min(rules.lowAmount * times, (reference * rules.low * times) / BASIS);
    // No band can lie below nothing: downwards the percentage is never doubled.
    const down = min(rules.lowAmount * times, (reference * rules.low) / BASIS);
    return around(reference, down, up, tick);
  }
  const isHigh = previousClose > rules.upperClass;
  const base = isHigh ? (tier === 'TIER_1' ? rules.tier1 : rules.tier2) : rules.middle;
  const isExempt = isHigh && tier === 'TIER_2' && !rules.doublesTier2;
  const percentage = base * factor * (doubled && !isExempt ? 2n : 1n);
  const distance = roundDiv(reference * percentage, BASIS);
  return around(reference, distance, distance, tick);
}

function around(reference: Price, down: Price, up: Price, tick: Price): Bands {
  return {
    lower: max(roundDiv(reference - down, tick) * tick, tick),
    upper: roundDiv(reference + up, tick) * tick,
  };
}
