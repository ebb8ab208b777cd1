import { addDays } from '../time/civil-date.ts';
import { instantOf, newYorkTime, type Instant } from '../time/new-york.ts';

/**
 * The names that an account has given its orders today, by New York's calendar (FIX 11). A name counts as used once an
 * order or a replace under it was accepted; the next day starts anew. Plain data, like all of a partition's state: a
 * snapshot holds it as it is.
 */
export interface ClientOrderIds {
  readonly used: Set<string>;
  /** Midnight in New York that ends the day of the names. */
  dayEnds: Instant;
}

export function noClientOrderIds(): ClientOrderIds {
  return { used: new Set(), dayEnds: 0n };
}

export function hasClientOrderId(
  { used, dayEnds }: ClientOrderIds,
  id: string,
  at: Instant,
): boolean {
  return at < dayEnds && used.has(id);
}

export function useClientOrderId(ids: ClientOrderIds, id: string, at: Instant): void {
  if (at >= ids.dayEnds) {
    ids.used.clear();
    ids.dayEnds = instantOf(addDays(newYorkTime(at).date, 1), 0n);
  }
  ids.used.add(id);
}

/** The order of that name was not taken after all. */
export function freeClientOrderId(ids: ClientOrderIds, id: string): void {
  ids.used.delete(id);
}
