/** Days of a year by which returns are annualised. */
const YEAR_DAYS = 365;

/** Returns one after the other: Π (1 + r) − 1. */
export function linked(returns: readonly number[]): number {
  return returns.reduce((product, one) => product * (1 + one), 1) - 1;
}

/** A return as one of a year; null for less than a year, which is not annualised (GIPS). */
export function annualised(total: number, days: number): number | null {
  return days < YEAR_DAYS || total <= -1 ? null : (1 + total) ** (YEAR_DAYS / days) - 1;
}
