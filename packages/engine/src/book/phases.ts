import { sideOf } from '../protocol/description.ts';
import { CancelReason, EventKind, Phase, RejectReason, Side } from '../protocol/codes.ts';
import { EventWord } from '../protocol/layout.ts';
import { cancelAuctionOnly } from './auction.ts';
import type { EngineState } from './engine-state.ts';
import { emitPlain } from './emit.ts';
import { isOutsideBand } from './execute.ts';
import { OrderWord } from './order-pool.ts';
import { NO_KEY } from './price-ladder.ts';
import { takeStanding } from './quote-matching.ts';
import { printLast, runElections } from './stops.ts';
import { cancelStanding } from './cancel-standing.ts';
import type { SymbolBook } from './symbol-book.ts';
import { forEachResting } from './walk.ts';

const {
  CLOSED,
  PRE_OPEN,
  OPENING_AUCTION,
  CONTINUOUS,
  CLOSING_AUCTION,
  POST_CLOSE,
  HALTED,
  PAUSED,
  MWCB_HALT,
  REOPENING_AUCTION,
} = Phase;
const HALTS = [HALTED, PAUSED, MWCB_HALT] as const;
const AFTER_HALT = [REOPENING_AUCTION, CLOSING_AUCTION, POST_CLOSE, CLOSED, ...HALTS] as const;

/** Where SET_PHASE may lead. A halt is left through a reopening or closing auction or the end of the session only. */
const TRANSITIONS: Readonly<Record<Phase, readonly Phase[]>> = {
  [CLOSED]: [PRE_OPEN, OPENING_AUCTION, CONTINUOUS, ...HALTS],
  [PRE_OPEN]: [OPENING_AUCTION, CONTINUOUS, CLOSED, ...HALTS],
  [OPENING_AUCTION]: [CONTINUOUS, CLOSED, ...HALTS],
  [CONTINUOUS]: [CLOSING_AUCTION, POST_CLOSE, CLOSED, ...HALTS],
  [CLOSING_AUCTION]: [POST_CLOSE, CLOSED, ...HALTS],
  [POST_CLOSE]: [CLOSED],
  [HALTED]: AFTER_HALT,
  [PAUSED]: AFTER_HALT,
  [MWCB_HALT]: AFTER_HALT,
  [REOPENING_AUCTION]: [CLOSING_AUCTION, POST_CLOSE, CLOSED, ...HALTS],
};

/** Whether bids and asks are locked or crossed. */
export const isCrossed = (book: SymbolBook): boolean =>
  book.bids.bestKey !== NO_KEY &&
  book.asks.bestKey !== NO_KEY &&
  book.bids.bestKey + book.asks.bestKey <= 0;

/** Why the phase cannot be set, or NONE. */
export const phaseVerdict = (book: SymbolBook, phase: Phase): RejectReason => {
  if (TRANSITIONS[phase] === undefined) return RejectReason.MALFORMED;
  if (phase === book.phase || !TRANSITIONS[book.phase].includes(phase))
    return RejectReason.INVALID_PHASE_CHANGE;
  if (phase === CONTINUOUS && isCrossed(book)) return RejectReason.BOOK_CROSSED;
  return RejectReason.NONE;
};

/** Sets a phase that `phaseVerdict` allows. Without an auction, what waits for one is cancelled when trading begins. */
export const setPhase = (engine: EngineState, book: SymbolBook, phase: Phase): void => {
  if (phase === CONTINUOUS) cancelAuctionOnly(engine, book);
  enterPhase(engine, book, phase);
};

/** The step into a phase, however it was reached. Continuous trading starts with all its rules holding. */
export const enterPhase = (engine: EngineState, book: SymbolBook, phase: Phase): void => {
  book.phase = phase;
  const at = emitPlain(engine, EventKind.PHASE_CHANGED, book.symbol, 0);
  engine.out.words[at | EventWord.QUANTITY] = phase;
  if (phase !== CONTINUOUS) {
    book.printHigh = 0;
    book.printLow = 0;
    return;
  }
  // Before the quotes are taken: a print with another venue must not hide the price that elects a stop.
  printLast(book);
  cancelOutsideBands(engine, book);
  takeStanding(engine, book, Side.BUY);
  takeStanding(engine, book, Side.SELL);
  runElections(engine, book);
};

/** Sets the price bands. In continuous trading, orders that may no longer be executed at their price are cancelled. */
export const setBands = (
  engine: EngineState,
  book: SymbolBook,
  lower: number,
  upper: number,
): void => {
  book.setBands(lower, upper);
  book.quotes.restrict(lower, upper);
  if (book.phase !== CONTINUOUS) return;
  cancelOutsideBands(engine, book);
  takeStanding(engine, book, Side.BUY);
  takeStanding(engine, book, Side.SELL);
  runElections(engine, book);
};

const cancelOutsideBands = (engine: EngineState, book: SymbolBook): void => {
  if (book.lowerBand === 0 && book.upperBand === 0) return;
  forEachResting(engine, book, (slot, meta) => {
    const price = engine.orderWords[(slot << OrderWord.SHIFT) | OrderWord.PRICE]!;
    if (isOutsideBand(book, sideOf(meta), price)) {
      cancelStanding(engine, book, slot, CancelReason.BAND);
    }
  });
};
