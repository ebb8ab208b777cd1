import type { EventSink } from './event-sink.ts';
import { LevelPool } from './level-pool.ts';
import { OrderPool } from './order-pool.ts';
import { RefIndex } from './ref-index.ts';
import type { SymbolBook } from './symbol-book.ts';

/** How much an engine can hold; fixed at the start. */
export interface Capacity {
  /** Live orders over all symbols, up to 2²⁴. Memory is touched only as it is first used. */
  readonly orders: number;
  /** Symbol indices run from 0 to `symbols` − 1. */
  readonly symbols: number;
}

/** What the book's functions work on: the shared pools, the symbols and the command at hand. */
export class EngineState {
  readonly capacity: Capacity;
  readonly orders: OrderPool;
  readonly levels: LevelPool;
  readonly refs: RefIndex;
  readonly books: (SymbolBook | undefined)[];
  out: EventSink;
  /** Token of the current command. */
  token = 0;
  /** Self-trade prevention ended the order that is being matched. */
  takerStopped = false;
  /** Elected stops in the order of their turn, linked by NEXT. */
  electedHead = 0;
  electedTail = 0;

  constructor(capacity: Capacity, out: EventSink) {
    this.capacity = capacity;
    this.orders = new OrderPool(capacity.orders);
    // A live order is in one level at most; each symbol has two queues besides.
    this.levels = new LevelPool(capacity.orders + 2 * capacity.symbols);
    this.refs = new RefIndex(this.orders);
    this.books = Array.from<SymbolBook | undefined>({ length: capacity.symbols }).fill(undefined);
    this.out = out;
  }
}
