import { timeInForceOf, typeOf } from '../protocol/description.ts';
import { EventFlag, EventKind, OrderType, Side } from '../protocol/codes.ts';
import { takesPart } from './auction-participation.ts';
import type { EngineState } from './engine-state.ts';
import { emitPair, writeLeaves } from './emit.ts';
import { OrderWord, displayedOf } from './order-pool.ts';
import { addTotals, detach, release } from './queue.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, NEXT, SHOWN, HIDDEN, LEVEL, META, DISPLAY } = OrderWord;
const AUCTION_TRADE = EventKind.TRADE | ((EventFlag.AUCTION | EventFlag.LAST_SALE) << 16);

/** Pairs buyers and sellers, market orders first, then by price and entry, until `volume` has traded at `price`. */
export const matchAuction = (
  engine: EngineState,
  book: SymbolBook,
  price: number,
  volume: number,
): void => {
  const words = engine.orderWords;
  let left = volume;
  let buyer = 0;
  let seller = 0;
  while (left > 0) {
    buyer = firstInLine(engine, book, Side.BUY, buyer);
    seller = firstInLine(engine, book, Side.SELL, seller);
    const b = buyer << SHIFT;
    const s = seller << SHIFT;
    const buyOpen = words[b | SHOWN]! + words[b | HIDDEN]!;
    const sellOpen = words[s | SHOWN]! + words[s | HIDDEN]!;
    const quantity = Math.min(buyOpen, sellOpen, left);
    left -= quantity;
    setOpen(engine, buyer, buyOpen - quantity);
    setOpen(engine, seller, sellOpen - quantity);
    book.stepTrade();
    const at = emitPair(engine, book, AUCTION_TRADE, price, quantity, buyer, seller);
    writeLeaves(
      engine,
      at,
      buyOpen - quantity,
      displayedOf(words, b),
      sellOpen - quantity,
      displayedOf(words, s),
    );
    buyer = leaveIfDone(engine, book, buyer, buyOpen - quantity);
    seller = leaveIfDone(engine, book, seller, sellOpen - quantity);
  }
};

/** `current` unless it is 0; then the first market order that takes part, or else the head of the best level. */
const firstInLine = (
  engine: EngineState,
  book: SymbolBook,
  side: Side,
  current: number,
): number => {
  if (current !== 0) return current;
  const words = engine.orderWords;
  let slot = engine.levels.headOf(book.queue(side));
  while (slot !== 0 && !isMarketParticipant(book, words[(slot << SHIFT) | META]!)) {
    slot = words[(slot << SHIFT) | NEXT]!;
  }
  return slot !== 0 ? slot : engine.levels.headOf(book.ladder(side).bestLevel);
};

const isMarketParticipant = (book: SymbolBook, meta: number): boolean =>
  typeOf(meta) === OrderType.MARKET && takesPart(book.phase, timeInForceOf(meta));

/** Sets an order's open quantity where it stands; a reserve order shows a whole tranche again and keeps its place. */
const setOpen = (engine: EngineState, slot: number, open: number): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  const level = words[at | LEVEL]!;
  const display = words[at | DISPLAY]!;
  const shown = display === 0 || display > open ? open : display;
  addTotals(engine, level, shown - words[at | SHOWN]!, open - shown - words[at | HIDDEN]!);
  words[at | SHOWN] = shown;
  words[at | HIDDEN] = open - shown;
};

const leaveIfDone = (engine: EngineState, book: SymbolBook, slot: number, open: number): number => {
  if (open !== 0) return slot;
  detach(engine, book, slot);
  release(engine, slot);
  return 0;
};
