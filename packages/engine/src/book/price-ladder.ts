import { FarLevels } from './far-levels.ts';
import type { LevelPool } from './level-pool.ts';
import { PriceWindow } from './price-window.ts';
import type { WindowMemory } from './window-memory.ts';

/** `bestKey` of an empty ladder: worse than every limit. */
export const NO_KEY = 2_147_483_647;
/** Limit key of an order that takes any price. */
export const ANY_KEY = 2_147_483_646;

/** Keeps the window's base an int32. */
const LOWEST_BASE = -2_147_483_647;

/**
 * The price levels of one side, best first. Keys are prices times `sign`, so that lower is better on either side and one
 * piece of code serves both. Levels near the best lie in a direct-index window, the others in a sorted list; the best
 * level is always in the window (unless there is none: `windowSize` 0), and nothing in the list is better than the window.
 */
export class PriceLadder {
  /** 1: lower prices are better (asks, buy stops); −1: higher prices are better (bids, sell stops). */
  declare readonly sign: 1 | -1;
  bestKey: number = NO_KEY;
  bestLevel = 0;
  /** Best key at which an external venue quotes on this side, or NO_KEY; see `ExternalQuotes`. */
  quoteKey: number = NO_KEY;
  declare readonly window: PriceWindow;
  readonly far: FarLevels = new FarLevels();
  declare private readonly pool: LevelPool;

  constructor(pool: LevelPool, memory: WindowMemory, sign: 1 | -1, windowSize: number) {
    this.pool = pool;
    this.sign = sign;
    this.window = new PriceWindow(memory, windowSize);
  }

  /** Number of non-empty levels. */
  get levelCount(): number {
    return this.window.count + this.far.count;
  }

  /** The level at a key, or 0. */
  find(key: number): number {
    return this.window.holds(key) ? this.window.get(key) : this.far.find(key);
  }

  /** The level at a key, made if there is none. The caller puts an order into it. */
  obtain(key: number): number {
    if (!this.window.holds(key)) return this.#obtainOutside(key);
    const level = this.window.get(key);
    return level !== 0 ? level : this.#create(key);
  }

  /** Takes an empty level out and gives it back to the pool. */
  remove(level: number): void {
    const key = this.pool.keyOf(level);
    if (this.window.holds(key)) this.window.clear(key);
    else this.far.remove(key);
    this.pool.release(level);
    if (key === this.bestKey) this.#findBest(key);
  }

  /** The next worse level after `level`, or 0. */
  after(level: number): number {
    const key = this.pool.keyOf(level);
    const near = this.window.count === 0 ? 0 : this.window.atOrAfter(key + 1);
    if (near !== 0) return near;
    const index = this.far.lowerBound(key + 1);
    return index < this.far.count ? this.far.levelAt(index) : 0;
  }

  #create(key: number): number {
    const level = this.pool.allocate(key);
    if (this.window.holds(key)) this.window.set(key, level);
    else this.far.insert(key, level);
    if (key < this.bestKey) {
      this.bestKey = key;
      this.bestLevel = level;
    }
    return level;
  }

  #findBest(removed: number): void {
    const { window, far } = this;
    if (window.count === 0 && far.count !== 0) this.#moveWindow(far.keyAt(0));
    let level = 0;
    if (window.count !== 0) level = window.atOrAfter(removed);
    else if (far.count !== 0) level = far.levelAt(0);
    this.bestLevel = level;
    this.bestKey = level === 0 ? NO_KEY : this.pool.keyOf(level);
  }

  #obtainOutside(key: number): number {
    if (key < this.bestKey) this.#moveWindow(key);
    else if (this.#isSpent()) this.#moveWindow(this.bestKey);
    const level = this.find(key);
    return level !== 0 ? level : this.#create(key);
  }

  /** The best has drifted through three quarters of the window, so that new levels fall behind it. */
  #isSpent(): boolean {
    return this.bestKey - this.window.base > this.window.size * 0.75;
  }

  /** Sets the window so that `best` lies a quarter into it; levels change between window and list accordingly. */
  #moveWindow(best: number): void {
    const { window, far } = this;
    if (window.size === 0) return;
    far.openFront(window.count);
    for (let i = 0; window.count !== 0; i++) {
      const level = window.atOrAfter(window.base);
      const key = this.pool.keyOf(level);
      window.clear(key);
      far.set(i, key, level);
    }
    window.base = Math.max(best - (window.size >>> 2), LOWEST_BASE);
    // Nothing is better than `best`, so that the levels to take in stand at the front of the list.
    let moved = 0;
    while (moved < far.count && window.holds(far.keyAt(moved))) {
      window.set(far.keyAt(moved), far.levelAt(moved));
      moved++;
    }
    far.removeRange(0, moved);
  }
}
