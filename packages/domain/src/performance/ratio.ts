/**
 * Writes a ratio with a fixed number of decimals, halves to the even digit; null where there is none.
 * Ratios are Float64, worked out in a fixed order; what they are made of is exact.
 */
export function ratioText(value: number | null, decimals: number): string | null {
  if (value === null || !Number.isFinite(value)) return null;
  const scaled = Math.abs(value) * 10 ** decimals;
  // Beyond that a double has no digits behind the point.
  if (scaled >= 2 ** 52) return value.toFixed(decimals);
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 === 1);
  const digits = `${up ? floor + 1 : floor}`.padStart(decimals + 1, '0');
  const isZero = /^0+$/.test(digits);
  const sign = value < 0 && !isZero ? '-' : '';
  const point = digits.length - decimals;
  return `${sign}${digits.slice(0, point)}${decimals === 0 ? '' : `.${digits.slice(point)}`}`;
}
