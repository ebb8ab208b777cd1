import { MAX_VENUES, Side } from '../protocol/codes.ts';
import { NO_KEY, type PriceLadder } from './price-ladder.ts';

const LOWEST_KEY = -2_147_483_648;

/**
 * Quotes of other venues as liquidity of one symbol, one bid and one ask per venue. They do not stand in the book's
 * queues: at a price the book's own orders come first, then venues by their number. Quotes never trade with each other,
 * so that a consolidated quote may well be crossed. A quote outside the price bands is kept but cannot be traded with.
 */
export class ExternalQuotes {
  /** Price of venue v's quote at `side * MAX_VENUES + v`, 0 where there is none. */
  readonly prices: Int32Array = new Int32Array(2 * MAX_VENUES);
  readonly quantities: Int32Array = new Int32Array(2 * MAX_VENUES);
  /** Signed price of each quote that can be traded with, else NO_KEY. */
  readonly #keys: Int32Array = new Int32Array(2 * MAX_VENUES).fill(NO_KEY);
  readonly #ladders: readonly PriceLadder[];

  /** Tells the ladders of the two sides, bids first, the best key that can be traded with. */
  constructor(ladders: readonly PriceLadder[]) {
    this.#ladders = ladders;
  }

  /** Replaces or, with quantity 0, withdraws the venue's quote; `lower` and `upper` are the price bands, 0: none. */
  set(
    side: Side,
    venue: number,
    price: number,
    quantity: number,
    lower: number,
    upper: number,
  ): void {
    const index = side * MAX_VENUES + venue;
    this.quantities[index] = quantity;
    this.prices[index] = quantity === 0 ? 0 : price;
    this.#rate(index, lower, upper);
    this.#findBest(side);
  }

  /** Rates all quotes anew after a change of the price bands. */
  restrict(lower: number, upper: number): void {
    if (this === NO_QUOTES) return;
    for (let index = 0; index < 2 * MAX_VENUES; index++) this.#rate(index, lower, upper);
    this.#findBest(Side.BUY);
    this.#findBest(Side.SELL);
  }

  /** Takes `quantity` off a quote that is being traded with. */
  take(side: Side, venue: number, quantity: number): void {
    const index = side * MAX_VENUES + venue;
    this.quantities[index] = this.quantities[index]! - quantity;
    if (this.quantities[index] !== 0) return;
    this.prices[index] = 0;
    this.#keys[index] = NO_KEY;
    this.#findBest(side);
  }

  quantityOf(side: Side, venue: number): number {
    return this.quantities[side * MAX_VENUES + venue]!;
  }

  /** The first venue that quotes at `key`; there is one. */
  firstAt(side: Side, key: number): number {
    return this.#keys.indexOf(key, side * MAX_VENUES) - side * MAX_VENUES;
  }

  /** Quantity of all venues at one key. */
  quantityAt(side: Side, key: number): number {
    let total = 0;
    for (let venue = 0; venue < MAX_VENUES; venue++) {
      const index = side * MAX_VENUES + venue;
      if (this.#keys[index] === key) total += this.quantities[index]!;
    }
    return total;
  }

  /** The best key of a side that is worse than `key`, or NO_KEY. */
  bestAfter(side: Side, key: number): number {
    let best = NO_KEY;
    for (let venue = 0; venue < MAX_VENUES; venue++) {
      const candidate = this.#keys[side * MAX_VENUES + venue]!;
      if (candidate > key && candidate < best) best = candidate;
    }
    return best;
  }

  #rate(index: number, lower: number, upper: number): void {
    const price = this.prices[index]!;
    const tradable =
      price !== 0 && (lower === 0 || price >= lower) && (upper === 0 || price <= upper);
    const key = index < MAX_VENUES ? -price : price;
    this.#keys[index] = tradable ? key : NO_KEY;
  }

  #findBest(side: Side): void {
    this.#ladders[side]!.quoteKey = this.bestAfter(side, LOWEST_KEY);
  }
}

/** Shared by all symbols without external quotes: empty, never written to, known to no ladder. */
export const NO_QUOTES: ExternalQuotes = new ExternalQuotes([]);

/** The side that an order of `side` trades with. */
export const opposite = (side: Side): Side => (side === Side.BUY ? Side.SELL : Side.BUY);
