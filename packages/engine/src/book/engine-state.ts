import type { EventSink } from '../protocol/event-sink.ts';
import { FillWalk } from './fill-walk.ts';
import { LevelPool } from './level-pool.ts';
import { OrderPool } from './order-pool.ts';
import { RefIndex } from './ref-index.ts';
import { ReplaceTerms } from './replace-terms.ts';
import type { SymbolBook } from './symbol-book.ts';
import { WindowMemory } from './window-memory.ts';

/** How much an engine can hold; fixed at the start. */
export interface Capacity {
  /** Live orders over all symbols, 1 … 2²⁴. Records are touched only as they are first used; the index of refs, 16 bytes an order, at once. */
  readonly orders: number;
  /** Symbol indices run from 0 to `symbols` − 1; what belongs to one is made when it is added. */
  readonly symbols: number;
}

/** What the book's functions work on: the shared pools, the symbols and the command at hand. */
export class EngineState {
  declare readonly capacity: Capacity;
  declare readonly orders: OrderPool;
  declare readonly levels: LevelPool;
  declare readonly windows: WindowMemory;
  declare readonly refs: RefIndex;
  declare readonly books: (SymbolBook | undefined)[];
  /** The pools' arrays, a step nearer to the hot path: see `OrderWord` and `LevelWord`. */
  declare readonly orderWords: Int32Array;
  declare readonly levelWords: Int32Array;
  declare readonly totals: Float64Array;
  /** The symbols' records: see `BookWord`. */
  declare readonly bookSegments: Int32Array[];
  declare out: EventSink;
  /** Token of the current command. */
  token = 0;
  /** Self-trade prevention ended the order that is being matched. */
  takerStopped = false;
  readonly walk: FillWalk = new FillWalk();
  readonly terms: ReplaceTerms = new ReplaceTerms();
  /** Elected stops in the order of their turn, linked by NEXT. */
  electedHead = 0;
  electedTail = 0;

  constructor(capacity: Capacity, out: EventSink) {
    this.capacity = capacity;
    this.orders = new OrderPool(capacity.orders);
    // A live order is in one level at most; each symbol has two queues besides.
    this.levels = new LevelPool(capacity.orders + 2 * capacity.symbols);
    this.windows = new WindowMemory();
    this.refs = new RefIndex(this.orders);
    this.books = [];
    this.orderWords = this.orders.words;
    this.levelWords = this.levels.words;
    this.totals = this.levels.totals;
    this.bookSegments = [];
    this.out = out;
  }

  /** Puts a new symbol's book where its number says; numbers below that were never used have none. */
  enter(book: SymbolBook): void {
    while (this.books.length < book.symbol) this.books.push(undefined);
    this.books[book.symbol] = book;
  }
}
