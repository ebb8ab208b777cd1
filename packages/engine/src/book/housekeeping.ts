import { MALFORMED, sideOf, timeInForceOf } from '../protocol/description.ts';
import { CancelReason, MAX_VENUES, Phase, RejectReason, TimeInForce } from '../protocol/codes.ts';
import { CommandFlag, CommandWord } from '../protocol/layout.ts';
import { cancelStanding } from './cancel-standing.ts';
import type { EngineState } from './engine-state.ts';
import { ExternalQuotes, NO_QUOTES } from './external-quotes.ts';
import { descriptionIn, flagsIn } from './command-head.ts';
import { OrderWord } from './order-pool.ts';
import { takeStanding } from './quote-matching.ts';
import { runElections } from './stops.ts';
import type { SymbolBook } from './symbol-book.ts';
import { isPrice } from './terms-verdict.ts';
import { forEachOrder } from './walk.ts';

const { SHIFT } = OrderWord;
const { HEAD, REF, QUANTITY, PRICE, STP_GROUP, EXPIRY } = CommandWord;

/** EXTERNAL_QUOTE: a venue's bid or ask; in continuous trading the orders that it crosses take it at once. */
export const externalQuote = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const description = descriptionIn(words[at | HEAD]!);
  const venue = words[at | REF]!;
  const quantity = words[at | QUANTITY]!;
  const price = words[at | PRICE]!;
  if ((description & MALFORMED) !== 0 || venue < 0 || venue >= MAX_VENUES) {
    return RejectReason.MALFORMED;
  }
  if (quantity < 0) return RejectReason.INVALID_QUANTITY;
  if (quantity > 0 && !isPrice(price)) return RejectReason.INVALID_PRICE;
  if (book.quotes === NO_QUOTES) book.quotes = new ExternalQuotes(book.ladders);
  const side = sideOf(description);
  book.quotes.set(side, venue, price, quantity, book.lowerBand, book.upperBand);
  if (book.phase === Phase.CONTINUOUS) {
    takeStanding(engine, book, side);
    runElections(engine, book);
  }
  return RejectReason.NONE;
};

/** PRINT: an eligible sale elsewhere. Elects stops in continuous trading; in other phases it only sets the last price. */
export const print = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const price = words[at | PRICE]!;
  if (price === 0) {
    book.lastPrice = 0;
    return RejectReason.NONE;
  }
  if (!isPrice(price)) return RejectReason.INVALID_PRICE;
  book.print(price);
  runElections(engine, book);
  return RejectReason.NONE;
};

/** EXPIRE: DAY and auction-only orders when asked to, GTD orders up to a date. */
export const expire = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const day = (flagsIn(words[at | HEAD]!) & CommandFlag.DAY) !== 0;
  const through = words[at | EXPIRY]!;
  forEachOrder(engine, book, (slot, meta) => {
    const timeInForce = timeInForceOf(meta);
    const expiry = engine.orderWords[(slot << SHIFT) | OrderWord.EXPIRY]!;
    const over =
      timeInForce === TimeInForce.GTD ? expiry <= through : day && timeInForce !== TimeInForce.GTC;
    if (over) cancelStanding(engine, book, slot, CancelReason.EXPIRED);
  });
  return RejectReason.NONE;
};

/** CANCEL_ALL: every order of the symbol, or those of one self-trade-prevention group. */
export const cancelAll = (
  engine: EngineState,
  book: SymbolBook,
  words: Int32Array,
  at: number,
): RejectReason => {
  const group = words[at | STP_GROUP]!;
  const reason = flagsIn(words[at | HEAD]!) as CancelReason;
  if (reason === CancelReason.NONE || reason > CancelReason.RISK) return RejectReason.MALFORMED;
  forEachOrder(engine, book, (slot) => {
    const ofGroup = engine.orderWords[(slot << SHIFT) | OrderWord.STP_GROUP] === group;
    if (group === 0 || ofGroup) cancelStanding(engine, book, slot, reason);
  });
  return RejectReason.NONE;
};
