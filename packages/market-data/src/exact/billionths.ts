/** Billionths of a dollar in 1/10 000 USD. */
const PER_UNIT = 100_000;

/**
 * 1/10 000 USD of a signed 64-bit number of 10⁻⁹ USD, given as its signed upper and unsigned lower half, by long division
 * in steps that a double holds exactly.
 * @returns NaN where it is no multiple of 1/10 000 USD.
 */
export function fromBillionths(high: number, low: number): number {
  const carried = ((high % PER_UNIT) + PER_UNIT) % PER_UNIT;
  const rest = carried * 2 ** 32 + low;
  const units = rest / PER_UNIT;
  if (!Number.isInteger(units)) return NaN;
  return ((high - carried) / PER_UNIT) * 2 ** 32 + units;
}
