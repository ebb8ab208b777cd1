/** What decimalUnits answers for a number that is finer or larger than units can say. */
export const UNREPRESENTABLE: number = Infinity;

const [MINUS, POINT, ZERO, NINE, SMALL_E, LARGE_E] = [0x2d, 0x2e, 0x30, 0x39, 0x65, 0x45];
const EXPONENT_MAX = 400;

/**
 * Reads a decimal number as units of 10^-decimals, without passing through a float: the value is built digit by digit as
 * a safe integer. The domain's `parseDecimal` makes a BigInt, ten times slower, and refuses what is finer.
 * @returns NaN where the text is no decimal number (an exponent as JSON has it is one; blanks and `+` are not), and
 * UNREPRESENTABLE where a digit other than zero lies below a unit, or the value is no safe integer.
 */
export function decimalUnits(text: string, decimals: number): number {
  const length = text.length;
  const isNegative = length > 0 && text.charCodeAt(0) === MINUS;
  let at = isNegative ? 1 : 0;
  let value = 0;
  let scale = 0;
  let digits = 0;
  let point = -1;
  let isFiner = false;
  const end = exponentAt(text, at);
  const places = end === length ? decimals : decimals + exponentOf(text, end);
  if (Number.isNaN(places)) return NaN;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT) {
      if (point >= 0 || digits === 0) return NaN;
      point = at;
      continue;
    }
    if (code < ZERO || code > NINE) return NaN;
    digits++;
    if (point >= 0 && scale >= places) {
      isFiner ||= code !== ZERO;
      continue;
    }
    if (point >= 0) scale++;
    value = value * 10 + (code - ZERO);
    if (value > Number.MAX_SAFE_INTEGER) value = Infinity;
  }
  if (digits === 0 || point === end - 1) return NaN;
  const units = scaled(value, places - scale);
  if (isFiner || !Number.isSafeInteger(units)) return UNREPRESENTABLE;
  return isNegative ? -units + 0 : units;
}

/** By a power of ten, exactly; Infinity where that is no safe integer. */
function scaled(value: number, power: number): number {
  if (value === 0) return 0;
  let units = value;
  for (let left = power; left > 0 && units <= Number.MAX_SAFE_INTEGER; left--) units *= 10;
  for (let left = power; left < 0 && Number.isInteger(units); left++)
    units = units % 10 === 0 ? units / 10 : Infinity;
  return units <= Number.MAX_SAFE_INTEGER ? units : Infinity;
}

function exponentAt(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === SMALL_E || code === LARGE_E) return at;
  }
  return text.length;
}

function exponentOf(text: string, at: number): number {
  const match = /^[eE]([+-]?\d{1,3})$/.exec(text.slice(at));
  const exponent = match === null ? NaN : Number(match[1]);
  return Math.abs(exponent) > EXPONENT_MAX ? NaN : exponent;
}
