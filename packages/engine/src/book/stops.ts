import { sideOf, typeOf, withType } from '../protocol/description.ts';
import { EventKind, OrderType, Phase, Side } from '../protocol/codes.ts';
import { BookWord, HeadWord } from './book-memory.ts';
import type { EngineState } from './engine-state.ts';
import { emitOrder } from './emit.ts';
import { execute } from './execute.ts';
import { OrderState, OrderWord } from './order-pool.ts';
import type { PriceLadder } from './price-ladder.ts';
import { detach, enterStops, enteredBefore } from './queue.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, NEXT, SHOWN, META, STOP_PRICE, SEQUENCE_LO, SEQUENCE_HI } = OrderWord;

/** Best keys of the two stop books, of which the sell stops' is a negative price. */
const BUY_STOP = BookWord.STOP_HEADS + HeadWord.BEST_KEY;
const SELL_STOP = BUY_STOP + HeadWord.WORDS;

/** Whether the last price satisfies a stop (no last price: never). */
const isElected = (book: SymbolBook, side: Side, stopPrice: number): boolean =>
  book.lastPrice !== 0 &&
  (side === Side.BUY ? book.lastPrice >= stopPrice : book.lastPrice <= stopPrice);

/**
 * After an order has fully finished: collects the stops that its prints elected and executes them one by one; what they
 * print may elect more, which join at the back. Ends because each stop is elected once.
 */
export const runElections = (engine: EngineState, book: SymbolBook): void => {
  if (book.printHigh === 0) return;
  if (book.phase !== Phase.CONTINUOUS) {
    book.printHigh = 0;
    book.printLow = 0;
    return;
  }
  collectElected(engine, book);
  while (engine.electedHead !== 0) {
    const slot = engine.electedHead;
    engine.electedHead = engine.orderWords[(slot << SHIFT) | NEXT]!;
    if (engine.electedHead === 0) engine.electedTail = 0;
    trigger(engine, book, slot);
    collectElected(engine, book);
  }
};

/** Turns a stop in flight into the market or limit order that it stands for and executes it. */
const trigger = (engine: EngineState, book: SymbolBook, slot: number): void => {
  const words = engine.orderWords;
  const at = slot << SHIFT;
  const meta = words[at | META]!;
  const stopPrice = words[at | STOP_PRICE]!;
  const becomes = typeOf(meta) === OrderType.STOP ? OrderType.MARKET : OrderType.LIMIT;
  words[at | META] = withType(meta, becomes);
  words[at | STOP_PRICE] = 0;
  engine.orders.setState(slot, OrderState.IN_FLIGHT);
  book.stepSequence();
  words[at | SEQUENCE_LO] = book.sequenceLo;
  words[at | SEQUENCE_HI] = book.sequenceHi;
  emitOrder(engine, EventKind.TRIGGERED, slot, stopPrice, 0, words[at | SHOWN]!, 0);
  execute(engine, book, slot, 0);
};

/** A stop whose condition holds already is triggered at once; else it sleeps. */
export const placeStop = (engine: EngineState, book: SymbolBook, slot: number): void => {
  const words = engine.orderWords;
  const side = sideOf(words[(slot << SHIFT) | META]!);
  if (
    book.phase === Phase.CONTINUOUS &&
    isElected(book, side, words[(slot << SHIFT) | STOP_PRICE]!)
  ) {
    trigger(engine, book, slot);
    runElections(engine, book);
  } else {
    enterStops(engine, book.stops(side), slot);
  }
};

/** Buy stops by ascending, sell stops by descending stop price, each price in order of entry; between the two heads the earlier entry goes first. */
const collectElected = (engine: EngineState, book: SymbolBook): void => {
  if (book.printHigh === 0) return;
  if (
    book.words[book.at + BUY_STOP]! > book.printHigh &&
    book.words[book.at + SELL_STOP]! > -book.printLow
  ) {
    // As nearly always, and known without a look at the stops themselves.
    book.printHigh = 0;
    book.printLow = 0;
    return;
  }
  const { buyStops, sellStops } = book;
  for (;;) {
    const buy = electedHeadOf(engine, buyStops, book.printHigh);
    const sell = electedHeadOf(engine, sellStops, book.printLow);
    if (buy === 0 && sell === 0) break;
    const buyFirst =
      sell === 0 || (buy !== 0 && enteredBefore(engine.orderWords, buy << SHIFT, sell << SHIFT));
    enqueue(engine, book, buyFirst ? buy : sell);
  }
  book.printHigh = 0;
  book.printLow = 0;
};

const electedHeadOf = (engine: EngineState, stops: PriceLadder, price: number): number =>
  stops.bestKey <= price * stops.sign ? engine.levels.headOf(stops.bestLevel) : 0;

const enqueue = (engine: EngineState, book: SymbolBook, slot: number): void => {
  const words = engine.orderWords;
  detach(engine, book, slot);
  engine.orders.setState(slot, OrderState.ELECTED);
  words[(slot << SHIFT) | NEXT] = 0;
  if (engine.electedTail === 0) engine.electedHead = slot;
  else words[(engine.electedTail << SHIFT) | NEXT] = slot;
  engine.electedTail = slot;
};

/** On entry into continuous trading the last price, which may be an auction's, counts like a print. */
export const printLast = (book: SymbolBook): void => {
  if (book.lastPrice !== 0) book.print(book.lastPrice);
};
