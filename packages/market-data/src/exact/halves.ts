/** The largest upper half of a safe integer: 2⁵³ − 1 is 21 bits above the lower half. */
const SAFE_HIGH = 0x1f_ff_ff;

/** An unsigned 64-bit number, given as two halves, as a safe integer; −1 where it is too large to be one. */
export function safeUnsigned(high: number, low: number): number {
  return high > SAFE_HIGH ? -1 : high * 2 ** 32 + low;
}

/** Whether a signed 64-bit number with this signed upper half is a safe integer. */
export function isSafeHigh(high: number): boolean {
  return high >= -SAFE_HIGH && high <= SAFE_HIGH;
}

/** Knuth's multiplicative hash of a 64-bit number in two halves; its upper bits are the better ones. Unsigned, 32 bits. */
export function hashHalves(high: number, low: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x85eb_ca6b), 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
