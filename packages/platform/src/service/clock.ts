/** Nanoseconds since 1970 UTC, never going back within a process whatever happens to the system's clock. */
export type Clock = () => bigint;

/**
 * The system clock read once, then carried on by the monotonic clock: a stepped or corrected system clock cannot make
 * time go back. Good for stamps; the order of events comes from their sequence, never from here.
 */
export function systemClock(): Clock {
  const origin = BigInt(Date.now()) * 1_000_000n - process.hrtime.bigint();
  return () => origin + process.hrtime.bigint();
}
