import { Side } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { OrderWord } from './order-pool.ts';
import type { PriceLadder } from './price-ladder.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, NEXT, META } = OrderWord;

/** Sees an order's slot and META word; may remove that order, and only that one. */
export type OrderVisitor = (slot: number, meta: number) => void;

/** The orders of one level or queue, first in first. */
export const forEachIn = (engine: EngineState, level: number, visit: OrderVisitor): void => {
  const words = engine.orderWords;
  let slot = engine.levels.headOf(level);
  while (slot !== 0) {
    const next = words[(slot << SHIFT) | NEXT]!;
    visit(slot, words[(slot << SHIFT) | META]!);
    slot = next;
  }
};

/** The orders of one side by price, then time. */
export const forEachOn = (engine: EngineState, ladder: PriceLadder, visit: OrderVisitor): void => {
  // A level that the visitor emptied is gone from the ladder, but its key still tells where the walk stands.
  for (let level = ladder.bestLevel; level !== 0; level = ladder.after(level)) {
    forEachIn(engine, level, visit);
  }
};

/** Bids, then asks. */
export const forEachResting = (
  engine: EngineState,
  book: SymbolBook,
  visit: OrderVisitor,
): void => {
  forEachOn(engine, book.bids, visit);
  forEachOn(engine, book.asks, visit);
};

/** Buy stops, then sell stops, in the order in which prices would elect them. */
const forEachDormant = (engine: EngineState, book: SymbolBook, visit: OrderVisitor): void => {
  forEachOn(engine, book.buyStops, visit);
  forEachOn(engine, book.sellStops, visit);
};

/** Orders waiting for an auction: buys, then sells, in order of entry. */
export const forEachQueued = (engine: EngineState, book: SymbolBook, visit: OrderVisitor): void => {
  forEachIn(engine, book.queue(Side.BUY), visit);
  forEachIn(engine, book.queue(Side.SELL), visit);
};

/** Every live order of a symbol: resting, dormant, queued. The order of this walk is part of the engine's contract. */
export const forEachOrder = (engine: EngineState, book: SymbolBook, visit: OrderVisitor): void => {
  forEachResting(engine, book, visit);
  forEachDormant(engine, book, visit);
  forEachQueued(engine, book, visit);
};
