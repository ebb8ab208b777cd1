import { addDays } from '../time/civil-date.ts';
import { instantOf, newYorkTime, type Instant } from '../time/new-york.ts';

/**
 * The names that an account has given its orders today, by New York's calendar (FIX 11). A name counts as used once an
 * order or a replace under it was accepted; the next day starts anew.
 */
export class ClientOrderIds {
  readonly #used = new Set<string>();
  /** Midnight in New York that ends the day of the names. */
  #dayEnds: Instant = 0n;

  has(id: string, at: Instant): boolean {
    return at < this.#dayEnds && this.#used.has(id);
  }

  add(id: string, at: Instant): void {
    if (at >= this.#dayEnds) {
      this.#used.clear();
      this.#dayEnds = instantOf(addDays(newYorkTime(at).date, 1), 0n);
    }
    this.#used.add(id);
  }

  /** The order of that name was not taken after all. */
  remove(id: string): void {
    this.#used.delete(id);
  }
}
