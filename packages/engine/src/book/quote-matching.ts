import { EventFlag, Side } from '../protocol/codes.ts';
import { EventWord } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { writeLeaves } from './emit.ts';
import { opposite } from './external-quotes.ts';
import { OrderWord } from './order-pool.ts';
import { NO_KEY } from './price-ladder.ts';
import { detach, release } from './queue.ts';
import { reduceStanding } from './reduce.ts';
import { printTrade } from './sweep.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, SHOWN, HIDDEN, LEVEL } = OrderWord;

/**
 * A venue now quotes at or through standing orders: those orders take the quote, at the quote's price (never worse than
 * their own), in price-time order. Called in continuous trading after a quote arrived and when trading resumes.
 */
export const takeStanding = (engine: EngineState, book: SymbolBook, quoteSide: Side): void => {
  const ladder = book.ladder(opposite(quoteSide));
  for (;;) {
    const quote = book.ladder(quoteSide).quoteKey;
    // Keys of the two sides have opposite signs: they cross when their sum is not positive.
    if (quote === NO_KEY || ladder.bestKey === NO_KEY || quote + ladder.bestKey > 0) return;
    takeQuoteStanding(engine, book, engine.levels.headOf(ladder.bestLevel), quoteSide, quote);
  }
};

const takeQuoteStanding = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  quoteSide: Side,
  key: number,
): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  const venue = book.quotes.firstAt(quoteSide, key);
  const available = book.quotes.quantityOf(quoteSide, venue);
  const open = words[at | SHOWN]! + words[at | HIDDEN]!;
  const quantity = Math.min(open, available);
  const price = quoteSide === Side.SELL ? key : -key;
  book.quotes.take(quoteSide, venue, quantity);
  reduceStanding(engine, words[at | LEVEL]!, slot, quantity);
  const event = printTrade(engine, book, EventFlag.EXTERNAL, price, quantity, slot, 0);
  const left = available - quantity;
  writeLeaves(engine, event, open - quantity, words[at | SHOWN]!, left, left);
  engine.out.words[event | EventWord.MAKER_REF] = venue;
  if (open !== quantity) return;
  detach(engine, book, slot);
  release(engine, slot);
};
