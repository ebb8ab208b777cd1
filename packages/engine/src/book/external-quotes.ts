import { MAX_VENUES, Side } from '../protocol/codes.ts';
import { NO_KEY } from './price-ladder.ts';

/**
 * Quotes of other venues as liquidity of one symbol, one bid and one ask per venue. They do not stand in the book's
 * queues: at a price the book's own orders come first, then venues by their number. Quotes never trade with each other,
 * so that a consolidated quote may well be crossed.
 */
export class ExternalQuotes {
  /** Signed price of venue v's quote at `side * MAX_VENUES + v`, NO_KEY where there is none. */
  readonly keys: Int32Array = new Int32Array(2 * MAX_VENUES).fill(NO_KEY);
  readonly quantities: Int32Array = new Int32Array(2 * MAX_VENUES);
  /** Best key by side. */
  readonly best: Int32Array = new Int32Array(2).fill(NO_KEY);
  /** Quotes on either side. */
  count = 0;

  /** Replaces or, with quantity 0, withdraws the venue's quote on that side. */
  set(side: Side, venue: number, key: number, quantity: number): void {
    const index = side * MAX_VENUES + venue;
    if (this.quantities[index] !== 0) this.count--;
    if (quantity !== 0) this.count++;
    this.quantities[index] = quantity;
    this.keys[index] = quantity === 0 ? NO_KEY : key;
    this.#findBest(side);
  }

  /** Takes `quantity` off the venue's quote. */
  take(side: Side, venue: number, quantity: number): void {
    const index = side * MAX_VENUES + venue;
    this.set(side, venue, this.keys[index]!, this.quantities[index]! - quantity);
  }

  /** The venue that comes first at the best price of a side that has a quote. */
  firstAtBest(side: Side): number {
    return this.firstAt(side, this.best[side]!, 0);
  }

  /** The first venue from `from` on that quotes at `key`, or −1. */
  firstAt(side: Side, key: number, from: number): number {
    for (let venue = from; venue < MAX_VENUES; venue++) {
      if (this.keys[side * MAX_VENUES + venue] === key) return venue;
    }
    return -1;
  }

  quantityOf(side: Side, venue: number): number {
    return this.quantities[side * MAX_VENUES + venue]!;
  }

  /** Quantity of all venues at one key. */
  quantityAt(side: Side, key: number): number {
    let total = 0;
    for (let venue = this.firstAt(side, key, 0); venue >= 0; venue = this.firstAt(side, key, venue + 1)) {
      total += this.quantityOf(side, venue);
    }
    return total;
  }

  /** The best key of a side that is worse than `key`, or NO_KEY. */
  bestAfter(side: Side, key: number): number {
    let best = NO_KEY;
    for (let venue = 0; venue < MAX_VENUES; venue++) {
      const candidate = this.keys[side * MAX_VENUES + venue]!;
      if (candidate > key && candidate < best) best = candidate;
    }
    return best;
  }

  #findBest(side: Side): void {
    this.best[side] = this.bestAfter(side, -NO_KEY - 1);
  }
}

/** Shared by all symbols without external quotes: empty, never written to. */
export const NO_QUOTES: ExternalQuotes = new ExternalQuotes();

/** The side that an order of `side` trades with. */
export const opposite = (side: Side): Side => (side === Side.BUY ? Side.SELL : Side.BUY);
