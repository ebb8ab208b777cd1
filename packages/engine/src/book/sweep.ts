import { EventFlag, EventKind, MAX_VENUES, StpMode } from '../protocol/codes.ts';
import { EventWord } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder, emitPair } from './emit.ts';
import { opposite } from './external-quotes.ts';
import { LEVEL_SHIFT, LevelWord } from './level-pool.ts';
import { ORDER_SHIFT, OrderWord, sideOf, stpModeOf } from './order-pool.ts';
import type { PriceLadder } from './price-ladder.ts';
import { append, detach, release, unlink } from './queue.ts';
import { preventSelfTrade } from './self-trade.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHOWN, HIDDEN, PRICE, DISPLAY, META, STP_GROUP, SEQUENCE_LO, SEQUENCE_HI } = OrderWord;
const { HEAD, COUNT } = LevelWord;
const { MAKER_REF } = EventWord;

/**
 * Matches an order in flight against the other side, best price first and first in first out, up to `limitKey`; returns
 * what is left of `leaves`. Self-trade prevention that ends the order sets `takerStopped`.
 */
export const sweep = (
  engine: EngineState,
  book: SymbolBook,
  taker: number,
  limitKey: number,
  leaves: number,
): number => {
  const side = opposite(sideOf(engine.orders.words[(taker << ORDER_SHIFT) + META]!));
  const ladder = book.ladder(side);
  let left = leaves;
  engine.takerStopped = false;
  while (left !== 0 && !engine.takerStopped) {
    const key = ladder.bestKey;
    if (book.quotes.count !== 0 && book.quotes.best[side]! < key) {
      if (book.quotes.best[side]! > limitKey) break;
      left = takeQuote(engine, book, taker, left, ladder);
    } else {
      if (key > limitKey) break;
      left = sweepLevel(engine, book, taker, left, ladder);
    }
  }
  return left;
};

/** Matches against the best level until the level, the order or the permission to trade is at its end. */
const sweepLevel = (
  engine: EngineState,
  book: SymbolBook,
  taker: number,
  leaves: number,
  ladder: PriceLadder,
): number => {
  const words = engine.orders.words;
  const { words: levels, totals } = engine.levels;
  const level = ladder.bestLevel;
  const l = level << LEVEL_SHIFT;
  const price = ladder.bestKey * ladder.sign;
  const t = taker << ORDER_SHIFT;
  const group = stpModeOf(words[t + META]!) === StpMode.NONE ? 0 : words[t + STP_GROUP]!;
  let left = leaves;
  while (left !== 0 && levels[l + COUNT] !== 0) {
    const maker = levels[l + HEAD]!;
    const m = maker << ORDER_SHIFT;
    if (group !== 0 && words[m + STP_GROUP] === group) {
      left = preventSelfTrade(engine, level, taker, maker, left);
      if (engine.takerStopped) break;
      continue;
    }
    const shown = words[m + SHOWN]!;
    const quantity = left < shown ? left : shown;
    left -= quantity;
    words[m + SHOWN] = shown - quantity;
    totals[level << 1] = totals[level << 1]! - quantity;
    const hidden = words[m + HIDDEN]!;
    printTrade(engine, book, taker, left, maker, shown - quantity + hidden, shown - quantity, price, quantity);
    if (quantity !== shown) continue;
    unlink(engine, level, maker);
    if (hidden === 0) release(engine, maker);
    else refresh(engine, book, level, maker, hidden);
  }
  if (levels[l + COUNT] === 0) ladder.remove(level);
  return left;
};

const printTrade = (
  engine: EngineState,
  book: SymbolBook,
  taker: number,
  leaves: number,
  maker: number,
  makerLeaves: number,
  makerShown: number,
  price: number,
  quantity: number,
): number => {
  let flags = 0;
  if (quantity >= book.roundLot) {
    flags = EventFlag.LAST_SALE;
    book.print(price);
  }
  book.stepTrade();
  return emitPair(engine, book, EventKind.TRADE, flags, price, quantity, taker, leaves, 0, maker, makerLeaves, makerShown);
};

/** The next tranche of a reserve order joins the back of its queue under a new entry sequence. */
const refresh = (
  engine: EngineState,
  book: SymbolBook,
  level: number,
  slot: number,
  hidden: number,
): void => {
  const words = engine.orders.words;
  const at = slot << ORDER_SHIFT;
  const display = words[at + DISPLAY]!;
  const shown = display < hidden ? display : hidden;
  words[at + SHOWN] = shown;
  words[at + HIDDEN] = hidden - shown;
  book.stepSequence();
  words[at + SEQUENCE_LO] = book.sequenceLo;
  words[at + SEQUENCE_HI] = book.sequenceHi;
  append(engine, level, slot);
  emitOrder(engine, EventKind.REFRESHED, 0, 0, slot, words[at + PRICE]!, 0, hidden, shown);
};

/** Trades with the first venue at the best quote, at the quote's price. */
const takeQuote = (
  engine: EngineState,
  book: SymbolBook,
  taker: number,
  leaves: number,
  ladder: PriceLadder,
): number => {
  const side = opposite(sideOf(engine.orders.words[(taker << ORDER_SHIFT) + META]!));
  const quotes = book.quotes;
  const price = quotes.best[side]! * ladder.sign;
  const venue = quotes.firstAtBest(side);
  const available = quotes.quantities[side * MAX_VENUES + venue]!;
  const quantity = leaves < available ? leaves : available;
  quotes.take(side, venue, quantity);
  const left = available - quantity;
  const at = printTrade(engine, book, taker, leaves - quantity, 0, left, left, price, quantity);
  engine.out.words[at + MAKER_REF] = venue;
  engine.out.words[at + EventWord.HEAD] = engine.out.words[at + EventWord.HEAD]! | (EventFlag.EXTERNAL << 16);
  return leaves - quantity;
};

/** Takes a standing order off the book and ends it. */
export const cancelStanding = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  reason: number,
): void => {
  const words = engine.orders.words;
  const at = slot << ORDER_SHIFT;
  const shown = words[at + SHOWN]!;
  detach(engine, book, slot);
  emitOrder(engine, EventKind.CANCELLED, reason, 0, slot, words[at + PRICE]!, shown + words[at + HIDDEN]!, 0, shown);
  release(engine, slot);
};
