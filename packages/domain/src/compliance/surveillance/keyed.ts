import type { Instant } from '../../time/new-york.ts';

interface Entry<T> {
  readonly value: T;
  touchedAt: Instant;
}

/** Values by key that are forgotten when nothing has touched them for a while: what a rule keeps is bounded by time. */
export interface Keyed<T> {
  readonly entries: Map<string, Entry<T>>;
  sweptAt: Instant;
}

export function keyed<T>(): Keyed<T> {
  return { entries: new Map(), sweptAt: 0n };
}

/**
 * The value of a key, made where there is none.
 * @param horizon how long a value counts, ns: older ones are forgotten.
 */
export function valueOf<T>(
  all: Keyed<T>,
  key: string,
  at: Instant,
  horizon: bigint,
  open: () => T,
): T {
  if (at - all.sweptAt > horizon) sweep(all, at, horizon);
  const entry = all.entries.get(key);
  if (entry !== undefined && at - entry.touchedAt <= horizon) {
    entry.touchedAt = at;
    return entry.value;
  }
  const value = open();
  all.entries.set(key, { value, touchedAt: at });
  return value;
}

/** The value of a key, if there is one. */
export function peek<T>(all: Keyed<T>, key: string): T | undefined {
  return all.entries.get(key)?.value;
}

/** Each key is looked at once a horizon: what that costs is spread over all that happened meanwhile. */
function sweep<T>(all: Keyed<T>, at: Instant, horizon: bigint): void {
  all.sweptAt = at;
  for (const [key, { touchedAt }] of all.entries)
    if (at - touchedAt > horizon) all.entries.delete(key);
}

/** Takes what is too old off the front of a list that is in the order of time. */
export function prune<T extends { readonly at: Instant }>(list: T[], since: Instant): void {
  let old = 0;
  while (old < list.length && (list[old] as T).at < since) old += 1;
  if (old > 0) list.splice(0, old);
}

/** Adds to a list of at most so many: the oldest goes. */
export function pushBounded<T>(list: T[], value: T, most: number): void {
  list.push(value);
  if (list.length > most) list.shift();
}
