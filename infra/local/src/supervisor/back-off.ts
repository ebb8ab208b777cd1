const FIRST_MS = 250;
const MAX_MS = 15_000;

/** How long to wait before the n-th restart in a row, ms: doubling, bounded. @param attempt from 1. */
export function backOffMs(attempt: number): number {
  return Math.min(FIRST_MS * 2 ** (attempt - 1), MAX_MS);
}
