import { Side } from '../protocol/codes.ts';

/** What one side shows at one price. */
export interface Level {
  readonly price: number;
  quantity: number;
  orders: number;
}

/** The levels of one side, best first, findable by price. */
export class SortedLevels {
  readonly side: Side;
  readonly #byPrice = new Map<number, Level>();
  readonly #sorted: Level[] = [];

  constructor(side: Side) {
    this.side = side;
  }

  get(price: number): Level | undefined {
    return this.#byPrice.get(price);
  }

  /** Best first. */
  get all(): readonly Level[] {
    return this.#sorted;
  }

  /** Changes a level by differences; it comes and goes with its orders. */
  change(price: number, quantity: number, orders: number): void {
    let level = this.#byPrice.get(price);
    if (level === undefined) {
      level = { price, quantity: 0, orders: 0 };
      this.#byPrice.set(price, level);
      this.#sorted.splice(this.#indexOf(price), 0, level);
    }
    level.quantity += quantity;
    level.orders += orders;
    if (level.orders === 0) this.#remove(price);
  }

  /** Sets a level to what it is; no orders: it is gone. */
  set(price: number, quantity: number, orders: number): void {
    const level = this.#byPrice.get(price);
    this.change(price, quantity - (level?.quantity ?? 0), orders - (level?.orders ?? 0));
  }

  clear(): void {
    this.#byPrice.clear();
    this.#sorted.length = 0;
  }

  #remove(price: number): void {
    this.#byPrice.delete(price);
    this.#sorted.splice(this.#indexOf(price), 1);
  }

  /** Index of the first level that is not better than `price`. */
  #indexOf(price: number): number {
    const better = this.side === Side.BUY ? -1 : 1;
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle]!.price - price) * better < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Levels of each side that the checksum covers. */
const CHECKSUM_LEVELS = 10;

/** FNV-1a over price, quantity and number of orders of the ten best levels of either side, bids first; a uint32. */
export const bookChecksum = (bids: SortedLevels, asks: SortedLevels): number => {
  let hash = 0x811c9dc5;
  const add = (word: number): void => {
    hash = Math.imul(hash ^ word, 0x01000193);
  };
  for (const side of [bids, asks]) {
    for (const level of side.all.slice(0, CHECKSUM_LEVELS)) {
      add(level.price);
      // A level's quantity may exceed 32 bits.
      add(level.quantity | 0);
      add(Math.floor(level.quantity / 2 ** 32));
      add(level.orders);
    }
    add(-1);
  }
  return hash >>> 0;
};
