/** How long one part of a service may take to close before the others are closed without it. */
const PART_TIMEOUT_MS = 6_000;

/** Resolves to whether `close` has ended within its time; what it does later concerns nobody any more. */
export async function closesInTime(close: () => unknown): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), PART_TIMEOUT_MS);
  try {
    return await Promise.race([late.promise, Promise.resolve(close()).then(() => true)]);
  } finally {
    clearTimeout(timer);
  }
}
