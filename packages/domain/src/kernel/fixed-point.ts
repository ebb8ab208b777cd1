/** Decimal places of prices and of money: 1 unit = 1/10 000 USD (as in ITCH and LOBSTER messages). */
export const PRICE_DECIMALS = 4;

/** A price of one share or contract in 1/10 000 USD. Never negative. */
export type Price = bigint;

/** An amount of money in 1/10 000 USD; may be negative where the field says so. */
export type Money = bigint;

/** A number of shares or contracts (whole units). */
export type Quantity = bigint;

const SCALE = 10n ** BigInt(PRICE_DECIMALS);

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,4}))?$/;

/** Thrown where text is not a decimal number with at most four decimals and fifteen integer digits. */
export class DecimalSyntaxError extends Error {
  override readonly name = 'DecimalSyntaxError';
  readonly code = 'DECIMAL_SYNTAX';
  constructor(text: string) {
    super(
      `not a decimal number with at most ${PRICE_DECIMALS} decimals: ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
}

/**
 * Reads a decimal string as 1/10 000 units, without passing through a float.
 * @throws DecimalSyntaxError for anything but plain ASCII digits (no exponent, sign `+`, blanks or over-precision).
 */
export function parseDecimal(text: string): bigint {
  const match = DECIMAL.exec(text);
  if (match === null) throw new DecimalSyntaxError(text);
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction.padEnd(PRICE_DECIMALS, '0'));
  return sign === '-' ? -units : units;
}

/** Writes 1/10 000 units as a decimal string: at least two decimals, no further trailing zeros (`125.00`, `0.0001`). */
export function formatDecimal(units: bigint): string {
  const sign = units < 0n ? '-' : '';
  const absolute = units < 0n ? -units : units;
  const whole = absolute / SCALE;
  const fraction = (absolute % SCALE).toString().padStart(PRICE_DECIMALS, '0');
  const shown = fraction.endsWith('00') ? fraction.slice(0, 2) : fraction.replace(/0$/, '');
  return `${sign}${whole}.${shown}`;
}

/** Money paid for `quantity` at `price`: both are integers, so the product is exact. */
export function notional(price: Price, quantity: Quantity): Money {
  return price * quantity;
}
