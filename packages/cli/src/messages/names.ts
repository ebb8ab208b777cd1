import { closest, distance } from 'fastest-levenshtein';
import { CommandFailure } from '../command-line/exit.ts';

/**
 * What is known under a name.
 * @param what it is that has the name: `command`, `field of PlaceOrder`.
 * @throws CommandFailure with the name that was probably meant, where nothing has this one.
 */
export function named<T>(known: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const meant = likeliest([...known.keys()], name);
  const guess = meant === undefined ? '' : `; did you mean ${meant}?`;
  throw new CommandFailure(`no ${what} is called ${name}${guess}`);
}

/** The name nearest to what was typed; undefined where more than half of its letters differ, or nothing has a name. */
function likeliest(known: readonly string[], typed: string): string | undefined {
  if (known.length === 0) return undefined;
  const byLowerCase = new Map(known.map((name) => [name.toLowerCase(), name]));
  const lower = typed.toLowerCase();
  const nearest = closest(lower, [...byLowerCase.keys()]);
  return distance(lower, nearest) * 2 <= nearest.length ? byLowerCase.get(nearest) : undefined;
}
