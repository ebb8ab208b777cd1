import { HeadWord, LISTED_ROOM, SPREAD } from './book-memory.ts';
import { FarLevels } from './far-levels.ts';
import type { LevelPool } from './level-pool.ts';
import { listedAtOrAfter, NO_KEY, obtainListed, removeListed } from './listed-levels.ts';
import { PriceWindow } from './price-window.ts';
import { WindowMemory } from './window-memory.ts';

export { NO_KEY };
/** Limit key of an order that takes any price. */
export const ANY_KEY = 2_147_483_646;

/** Keeps the window's base an int32. */
const LOWEST_BASE = -2_147_483_647;

/** A list that has become full is spread, and a spread side of so few levels goes back into the list: seldom to and fro. */
const FEW_LEVELS = 4;

const { BEST_KEY, BEST_LEVEL, QUOTE_KEY, LISTED } = HeadWord;

/** What the invariant checks see of a side that is in its list. */
const NO_WINDOW = new PriceWindow(new WindowMemory(), 0);

/** Where a side's head and list lie in the memory of its symbol. */
export interface SideRecord {
  readonly words: Int32Array;
  readonly head: number;
  readonly list: number;
}

const ownRecord = (): SideRecord => ({
  words: new Int32Array(HeadWord.WORDS + 2 * LISTED_ROOM),
  head: 0,
  list: HeadWord.WORDS,
});

/**
 * The price levels of one side, best first. Keys are prices times `sign`, so that lower is better on either side and one
 * piece of code serves both. Up to `LISTED_ROOM` levels stand sorted in the symbol's record. More are spread: those near the
 * best lie in a direct-index window, the others in a sorted list; the best level is then in the window (unless there is
 * none: `windowSize` 0), and nothing in the list is better than the window.
 */
export class PriceLadder {
  declare private readonly words: Int32Array;
  declare private readonly head: number;
  declare private readonly list: number;
  /** 1: lower prices are better (asks, buy stops); −1: higher prices are better (bids, sell stops). */
  declare readonly sign: 1 | -1;
  declare private readonly pool: LevelPool;
  readonly far: FarLevels = new FarLevels();
  declare private readonly spreadWindow: PriceWindow;

  constructor(
    pool: LevelPool,
    memory: WindowMemory,
    sign: 1 | -1,
    windowSize: number,
    record: SideRecord = ownRecord(),
  ) {
    const { words, head, list } = record;
    this.words = words;
    this.head = head;
    this.list = list;
    this.sign = sign;
    this.pool = pool;
    this.spreadWindow = new PriceWindow(memory, windowSize);
    words[head + BEST_KEY] = NO_KEY;
    words[head + BEST_LEVEL] = 0;
    words[head + QUOTE_KEY] = NO_KEY;
    words[head + LISTED] = 0;
  }

  get bestKey(): number {
    return this.words[this.head + BEST_KEY]!;
  }

  get bestLevel(): number {
    return this.words[this.head + BEST_LEVEL]!;
  }

  /** Best key at which an external venue quotes on this side, or NO_KEY; see `ExternalQuotes`. */
  get quoteKey(): number {
    return this.words[this.head + QUOTE_KEY]!;
  }

  set quoteKey(key: number) {
    this.words[this.head + QUOTE_KEY] = key;
  }

  private get isSpread(): boolean {
    return this.words[this.head + LISTED]! < 0;
  }

  /** The window of a side that is spread; otherwise an empty one. */
  get window(): PriceWindow {
    return this.isSpread ? this.spreadWindow : NO_WINDOW;
  }

  /** Number of non-empty levels. */
  get levelCount(): number {
    return this.isSpread ? this.#spreadCount() : this.words[this.head + LISTED]!;
  }

  /** Gives the window of an empty side back. */
  release(memory: WindowMemory): void {
    this.spreadWindow.release(memory);
  }

  /** The level at a key, or 0. */
  find(key: number): number {
    if (this.isSpread) return this.#findSpread(key);
    const level = listedAtOrAfter(this.words, this.head, this.list, key);
    return level !== 0 && this.pool.keyOf(level) === key ? level : 0;
  }

  /** The level at a key, made if there is none. The caller puts an order into it. */
  obtain(key: number): number {
    if (!this.isSpread) return this.#obtainListed(key);
    if (!this.spreadWindow.holds(key)) return this.#obtainOutside(key);
    const level = this.spreadWindow.get(key);
    return level !== 0 ? level : this.#create(key);
  }

  /** Takes an empty level out and gives it back to the pool. */
  remove(level: number): void {
    const key = this.pool.keyOf(level);
    this.pool.release(level);
    if (this.isSpread) this.#removeSpread(key);
    else removeListed(this.words, this.head, this.list, key);
  }

  #removeSpread(key: number): void {
    if (this.spreadWindow.holds(key)) this.spreadWindow.clear(key);
    else this.far.remove(key);
    if (key === this.bestKey) this.#findBest(key);
    if (this.#spreadCount() === FEW_LEVELS) this.#gather();
  }

  /** The next worse level after `level`, or 0. */
  after(level: number): number {
    const key = this.pool.keyOf(level);
    if (!this.isSpread) return listedAtOrAfter(this.words, this.head, this.list, key + 1);
    const near = this.spreadWindow.count === 0 ? 0 : this.spreadWindow.atOrAfter(key + 1);
    if (near !== 0) return near;
    const index = this.far.lowerBound(key + 1);
    return index < this.far.count ? this.far.levelAt(index) : 0;
  }

  #spreadCount(): number {
    return this.spreadWindow.count + this.far.count;
  }

  #findSpread(key: number): number {
    return this.spreadWindow.holds(key) ? this.spreadWindow.get(key) : this.far.find(key);
  }

  /** From the full list to window and far list. */
  #spread(): void {
    const { words, list, far } = this;
    words[this.head + LISTED] = SPREAD;
    far.openFront(LISTED_ROOM);
    for (let i = 0; i < LISTED_ROOM; i++)
      far.set(i, words[list + i]!, words[list + LISTED_ROOM + i]!);
    this.#moveWindow(this.bestKey);
  }

  /** Back into the list, the best first. */
  #gather(): void {
    const { words, list, spreadWindow: window, far } = this;
    let count = 0;
    for (; window.count !== 0; count++) {
      const level = window.atOrAfter(window.base);
      words[list + count] = this.pool.keyOf(level);
      words[list + LISTED_ROOM + count] = level;
      window.clear(words[list + count]!);
    }
    for (let i = 0; i < far.count; i++, count++) {
      words[list + count] = far.keyAt(i);
      words[list + LISTED_ROOM + count] = far.levelAt(i);
    }
    far.removeRange(0, far.count);
    words[this.head + LISTED] = count;
  }

  #obtainListed(key: number): number {
    const level = obtainListed(this.words, this.head, this.list, key, this.pool);
    if (level !== 0) return level;
    this.#spread();
    return this.obtain(key);
  }

  #create(key: number): number {
    const level = this.pool.allocate(key);
    if (this.spreadWindow.holds(key)) this.spreadWindow.set(key, level);
    else this.far.insert(key, level);
    if (key < this.bestKey) this.#setBest(key, level);
    return level;
  }

  #findBest(removed: number): void {
    const { spreadWindow: window, far } = this;
    if (window.count === 0 && far.count !== 0) this.#moveWindow(far.keyAt(0));
    let level = 0;
    if (window.count !== 0) level = window.atOrAfter(removed);
    else if (far.count !== 0) level = far.levelAt(0);
    this.#setBest(level === 0 ? NO_KEY : this.pool.keyOf(level), level);
  }

  #setBest(key: number, level: number): void {
    this.words[this.head + BEST_KEY] = key;
    this.words[this.head + BEST_LEVEL] = level;
  }

  #obtainOutside(key: number): number {
    if (key < this.bestKey) this.#moveWindow(key);
    else if (this.#isSpent()) this.#moveWindow(this.bestKey);
    const level = this.#findSpread(key);
    return level !== 0 ? level : this.#create(key);
  }

  /** The best has drifted through three quarters of the window, so that new levels fall behind it. */
  #isSpent(): boolean {
    return this.bestKey - this.spreadWindow.base > this.spreadWindow.size * 0.75;
  }

  /** Sets the window so that `best` lies a quarter into it; levels change between window and list accordingly. */
  #moveWindow(best: number): void {
    const { spreadWindow: window, far } = this;
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
