import { sideOf, stpModeOf } from '../protocol/description.ts';
import { EventFlag, EventKind, StpMode, type Side } from '../protocol/codes.ts';
import { EventWord } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder, emitPair, writeLeaves } from './emit.ts';
import { opposite } from './external-quotes.ts';
import { LevelWord } from './level-pool.ts';
import { OrderWord } from './order-pool.ts';
import type { PriceLadder } from './price-ladder.ts';
import { append, release, unlink } from './queue.ts';
import { preventSelfTrade } from './self-trade.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, SHOWN, HIDDEN, PRICE, DISPLAY, META } = OrderWord;
const { STP_GROUP, SEQUENCE_LO, SEQUENCE_HI } = OrderWord;
const { HEAD, COUNT } = LevelWord;
const LEVEL_SHIFT = LevelWord.SHIFT;
const { MAKER_REF } = EventWord;
const { TRADE, REFRESHED } = EventKind;
const { EXTERNAL, LAST_SALE } = EventFlag;
const { NONE } = StpMode;

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
  const side = opposite(sideOf(engine.orderWords[(taker << SHIFT) | META]!));
  const ladder = book.ladder(side);
  let left = leaves;
  engine.takerStopped = false;
  while (left !== 0 && !engine.takerStopped) {
    const key = ladder.bestKey;
    const quote = ladder.quoteKey;
    if (quote < key) {
      if (quote > limitKey) break;
      left = takeQuote(engine, book, side, taker, left);
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
  const words = engine.orderWords;
  const levels = engine.levelWords;
  const totals = engine.totals;
  const level = ladder.bestLevel;
  const l = level << LEVEL_SHIFT;
  const price = ladder.bestKey * ladder.sign;
  const t = taker << SHIFT;
  const group = stpModeOf(words[t | META]!) === NONE ? 0 : words[t | STP_GROUP]!;
  let left = leaves;
  while (left !== 0 && levels[l | COUNT] !== 0) {
    const maker = levels[l | HEAD]!;
    const m = maker << SHIFT;
    if (group !== 0 && words[m | STP_GROUP] === group) {
      left = preventSelfTrade(engine, book, level, taker, maker, left);
      if (engine.takerStopped) break;
      continue;
    }
    const shown = words[m | SHOWN]!;
    const quantity = left < shown ? left : shown;
    const rest = shown - quantity;
    left -= quantity;
    words[m | SHOWN] = rest;
    totals[level << 1] = totals[level << 1]! - quantity;
    const at = printTrade(engine, book, 0, price, quantity, taker, maker);
    writeLeaves(engine, at, left, 0, rest + words[m | HIDDEN]!, rest);
    if (rest === 0) finishTranche(engine, book, level, maker);
  }
  if (levels[l | COUNT] === 0) ladder.remove(level);
  return left;
};

/** The event of a trade in continuous trading, which sets the last price if it is a round lot; leaves are to be written. */
export const printTrade = (
  engine: EngineState,
  book: SymbolBook,
  flags: number,
  price: number,
  quantity: number,
  taker: number,
  maker: number,
): number => {
  let head = TRADE | (flags << 16);
  if (quantity >= book.roundLot) {
    head |= LAST_SALE << 16;
    book.print(price);
  }
  book.stepTrade();
  return emitPair(engine, book, head, price, quantity, taker, maker);
};

/** All that the maker showed is filled: it ends, or shows its next tranche at the back of the queue. */
const finishTranche = (
  engine: EngineState,
  book: SymbolBook,
  level: number,
  slot: number,
): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  unlink(engine, level, slot);
  const hidden = words[at | HIDDEN]!;
  if (hidden === 0) {
    release(engine, slot);
    return;
  }
  const display = words[at | DISPLAY]!;
  const shown = display < hidden ? display : hidden;
  words[at | SHOWN] = shown;
  words[at | HIDDEN] = hidden - shown;
  book.stepSequence();
  words[at | SEQUENCE_LO] = book.sequenceLo;
  words[at | SEQUENCE_HI] = book.sequenceHi;
  append(engine, level, slot);
  emitOrder(engine, REFRESHED, slot, words[at | PRICE]!, 0, hidden, shown);
};

/** Trades with the first venue at the best quote, at the quote's price. */
const takeQuote = (
  engine: EngineState,
  book: SymbolBook,
  side: Side,
  taker: number,
  leaves: number,
): number => {
  const ladder = book.ladder(side);
  const key = ladder.quoteKey;
  const venue = book.quotes.firstAt(side, key);
  const available = book.quotes.quantityOf(side, venue);
  const quantity = leaves < available ? leaves : available;
  const left = leaves - quantity;
  const price = key * ladder.sign;
  book.quotes.take(side, venue, quantity);
  const at = printTrade(engine, book, EXTERNAL, price, quantity, taker, 0);
  writeLeaves(engine, at, left, 0, available - quantity, available - quantity);
  engine.out.words[at | MAKER_REF] = venue;
  return left;
};
