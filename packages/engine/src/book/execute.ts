import { sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import { CancelReason, EventKind, OrderType, Phase, Side, TimeInForce } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { emitCancelled, emitOrder } from './emit.ts';
import { opposite } from './external-quotes.ts';
import { executableQuantity } from './feasible.ts';
import { OrderWord } from './order-pool.ts';
import { ANY_KEY, NO_KEY } from './price-ladder.ts';
import { enterLadder, release } from './queue.ts';
import { sweep } from './sweep.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, SHOWN, HIDDEN, PRICE, META, DISPLAY } = OrderWord;
const { BUY } = Side;
const { RESTED } = EventKind;
const { CONTINUOUS } = Phase;
const { MARKET } = OrderType;

/** The worst key on the other side that an order may trade at: its limit or collar, within the symbol's bands. */
export const limitKeyOf = (book: SymbolBook, side: Side, price: number): number => {
  const band = side === BUY ? book.upperBand : book.lowerBand;
  const sign = side === BUY ? 1 : -1;
  if (band === 0) return price === 0 ? ANY_KEY : price * sign;
  return price === 0 ? band * sign : Math.min(price * sign, band * sign);
};

/**
 * Continuous matching of an order in flight: all-or-minimum conditions before any fill, then the sweep, then what its
 * time in force says of the remainder. `minimum` 0: none.
 */
export const execute = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  minimum: number,
): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  const meta = words[at | META]!;
  const quantity = words[at | SHOWN]!;
  const limitKey = limitKeyOf(book, sideOf(meta), words[at | PRICE]!);
  const whole = timeInForceOf(meta) === TimeInForce.FOK;
  const needed = whole ? quantity : minimum;
  if (needed > 0 && executableQuantity(engine, book, slot, limitKey, quantity) < needed) {
    end(engine, slot, whole ? CancelReason.FOK : CancelReason.MINIMUM_QUANTITY, quantity);
    return;
  }
  const left = sweep(engine, book, slot, limitKey, quantity);
  words[at | SHOWN] = left;
  if (engine.takerStopped) end(engine, slot, CancelReason.STP, left);
  else if (left === 0) release(engine, slot);
  else settleRemainder(engine, book, slot, left);
};

const settleRemainder = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  left: number,
): void => {
  const meta = engine.orderWords[(slot << SHIFT) | META]!;
  if (typeOf(meta) === MARKET) {
    const other = book.ladder(opposite(sideOf(meta)));
    const empty = other.bestKey === NO_KEY && other.quoteKey === NO_KEY;
    end(engine, slot, empty ? CancelReason.NO_LIQUIDITY : CancelReason.COLLAR, left);
  } else if (timeInForceOf(meta) === TimeInForce.IOC) {
    end(engine, slot, CancelReason.IOC, left);
  } else {
    rest(engine, book, slot, left);
  }
};

/** Puts an order in flight on the book, or cancels it where its price lies outside the bands of continuous trading. */
export const rest = (engine: EngineState, book: SymbolBook, slot: number, open: number): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  const price = words[at | PRICE]!;
  const side = sideOf(words[at | META]!);
  if (book.phase === CONTINUOUS && isOutsideBand(book, side, price)) {
    end(engine, slot, CancelReason.BAND, open);
    return;
  }
  const display = words[at | DISPLAY]!;
  const shown = display === 0 || display > open ? open : display;
  words[at | SHOWN] = shown;
  words[at | HIDDEN] = open - shown;
  enterLadder(engine, book.ladder(side), slot);
  emitOrder(engine, RESTED, slot, price, 0, open, shown);
};

/** A bid above the upper band or an offer below the lower one; the harmless sides of the bands do not matter. */
export const isOutsideBand = (book: SymbolBook, side: Side, price: number): boolean =>
  side === BUY
    ? book.upperBand !== 0 && price > book.upperBand
    : book.lowerBand !== 0 && price < book.lowerBand;

/** Ends an order in flight with `left` unfilled. */
const end = (engine: EngineState, slot: number, reason: CancelReason, left: number): void => {
  emitCancelled(engine, slot, reason, left, 0);
  release(engine, slot);
};
