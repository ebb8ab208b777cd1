import type { OptionTerms } from '../instruments/terms.ts';
import type { Money, Price, Quantity } from '../kernel/fixed-point.ts';
import { max, positive, shareUp } from '../kernel/rounding.ts';
import type { OptionMarginRates } from '../rulebook/derivatives.ts';
import type { CivilDate } from '../time/civil-date.ts';
import { partsOf } from '../time/civil-date.ts';

/** One option series in a position; quantity is signed, `mark` its premium per unit of the underlying. */
export interface OptionLeg {
  readonly instrumentId: string;
  readonly right: OptionTerms['right'];
  readonly strike: Price;
  readonly expiresOn: CivilDate;
  readonly quantity: Quantity;
  readonly mark: Price;
}

/** What all legs of a group are on. */
export interface OptionUnderlying {
  readonly price: Price;
  /** Units of the underlying per contract. */
  readonly multiplier: bigint;
  readonly broadIndex: boolean;
  readonly leverageFactor: bigint;
}

/** How much a leg is out of the money, per unit. */
export function outOfTheMoney(leg: Pick<OptionLeg, 'right' | 'strike'>, underlying: Price): Price {
  return positive(leg.right === 'CALL' ? leg.strike - underlying : underlying - leg.strike);
}

/**
 * Requirement of one uncovered short contract (FINRA 4210(f)(2)(E)): its premium plus a share of the underlying less
 * what it is out of the money, and at least a tenth of the underlying (call) or of the strike (put).
 */
export function nakedRequirement(
  rates: OptionMarginRates,
  underlying: OptionUnderlying,
  leg: Pick<OptionLeg, 'right' | 'strike' | 'mark'>,
): Money {
  const share =
    (underlying.broadIndex ? rates.broadIndex : rates.stock) * underlying.leverageFactor;
  const { price, multiplier } = underlying;
  const usual = shareUp(price * multiplier, share) - outOfTheMoney(leg, price) * multiplier;
  const floor = shareUp((leg.right === 'CALL' ? price : leg.strike) * multiplier, rates.minimum);
  return leg.mark * multiplier + max(usual, floor);
}

/** What a long option adds to equity: nothing, unless it lives for more than nine months. */
export function longLoanValue(
  rates: OptionMarginRates,
  underlying: OptionUnderlying,
  leg: OptionLeg,
  date: CivilDate,
): Money {
  if (leg.quantity <= 0n || !livesLonger(leg.expiresOn, date, rates.longTermMonths)) return 0n;
  const value = leg.quantity * leg.mark * underlying.multiplier;
  return value - shareUp(value, rates.longTerm);
}

function livesLonger(expiresOn: CivilDate, date: CivilDate, months: number): boolean {
  const [from, to] = [partsOf(date), partsOf(expiresOn)];
  const whole = (to.year - from.year) * 12 + to.month - from.month;
  return whole > months || (whole === months && to.day > from.day);
}

/** Cash that secures a short put in an account without credit: the whole strike. Its premium is in the cash already. */
export function cashSecured(leg: Pick<OptionLeg, 'strike'>, multiplier: bigint): Money {
  return leg.strike * multiplier;
}

/** The most that a short leg can lose against a long one that lives at least as long, per unit. */
export function spreadWidth(
  short: Pick<OptionLeg, 'right' | 'strike'>,
  long: Pick<OptionLeg, 'strike'>,
): Price {
  return positive(short.right === 'CALL' ? long.strike - short.strike : short.strike - long.strike);
}
