import { CancelReason, CommandKind, EventKind, Phase, RejectReason } from '../protocol/codes.ts';
import { cancelResting, restPlainLimit } from './fast-lane.ts';
import { MALFORMED } from '../protocol/description.ts';
import { CommandFlag, CommandWord, EventWord, highWord, lowWord } from '../protocol/layout.ts';
import { indicate, uncross } from './auction.ts';
import { isUncrossable } from './auction-participation.ts';
import { cancelStanding } from './cancel-standing.ts';
import { obtainSegment } from './book-memory.ts';
import { EngineState } from './engine-state.ts';
import { emitCompleted, emitPlain } from './emit.ts';
import { cancelAll, expire, externalQuote, print } from './housekeeping.ts';
import { descriptionIn, flagsIn, foreignIn, kindIn } from './command-head.ts';
import { newOrder } from './new-order.ts';
import { enterPhase, phaseVerdict, setBands, setPhase } from './phases.ts';
import { replaceOrder } from './replace-order.ts';
import { restoreOrder, restoreSymbol } from './restore.ts';
import { SymbolBook } from './symbol-book.ts';
import { isPrice } from './terms-verdict.ts';
import type { AuctionResult } from './uncross-price.ts';

const { HEAD, TOKEN, SYMBOL, REF, HANDLE, QUANTITY, PRICE, STOP_PRICE, DISPLAY, MINIMUM } =
  CommandWord;

const { NEW, CANCEL, REPLACE, ADD_SYMBOL } = CommandKind;
const NO_REASON = RejectReason.NONE;

/** Smallest and largest tick window of a symbol. */
const WINDOW_TICKS_MIN = 1024;
const WINDOW_TICKS_MAX = 32_768;

/**
 * The order books of many symbols behind one command interpreter: a pure state machine. The same commands give the same
 * events, word for word. It never throws on a command; what it refuses leaves no trace in its state.
 */
export class MatchingEngine extends EngineState {
  /**
   * Executes the command in the slot that starts at `at`; its events go to `out`, ending with COMPLETED. A command of
   * unknown kind is refused like any other.
   */
  execute(words: Int32Array, at: number): void {
    this.token = words[at | TOKEN]!;
    const symbol = words[at | SYMBOL]!;
    const book = symbol >= 0 && symbol < this.books.length ? this.books[symbol] : undefined;
    let reason: RejectReason;
    const kind = kindIn(words[at | HEAD]!);
    if (book !== undefined) {
      if (kind === NEW && restPlainLimit(this, book, words, at)) return;
      if (kind === CANCEL && cancelResting(this, book, words, at)) return;
    }
    if (kind === ADD_SYMBOL) reason = this.#addSymbol(words, at, symbol);
    else if (book === undefined) reason = RejectReason.UNKNOWN_SYMBOL;
    else if (kind === NEW) reason = newOrder(this, book, words, at);
    else if (kind === CANCEL) reason = this.#cancel(book, words, at);
    else if (kind === REPLACE) reason = this.#replace(book, words, at);
    else reason = this.#rare(kind, book, words, at);
    const ref = words[at | REF]!;
    if (reason !== NO_REASON) {
      const event = emitPlain(this, EventKind.REJECTED | (reason << 8), symbol, ref);
      this.out.words[event | EventWord.HANDLE] = words[at | HANDLE]!;
    }
    emitCompleted(this, symbol, ref, reason, foreignIn(words[at | HEAD]!));
  }

  #rare(kind: number, book: SymbolBook, words: Int32Array, at: number): RejectReason {
    switch (kind) {
      case CommandKind.EXTERNAL_QUOTE:
        return externalQuote(this, book, words, at);
      case CommandKind.PRINT:
        return print(this, book, words, at);
      case CommandKind.SET_PHASE:
        return this.#setPhase(book, words[at | QUANTITY]! as Phase);
      case CommandKind.UNCROSS:
        return this.#uncross(book, words, at);
      case CommandKind.SET_BANDS:
        return this.#setBands(book, words[at | PRICE]!, words[at | STOP_PRICE]!);
      case CommandKind.EXPIRE:
        return expire(this, book, words, at);
      case CommandKind.CANCEL_ALL:
        return cancelAll(this, book, words, at);
      case CommandKind.RESTORE_ORDER:
        return restoreOrder(this, book, words, at);
      case CommandKind.RESTORE_SYMBOL:
        return restoreSymbol(book, words, at);
      case CommandKind.REMOVE_SYMBOL:
        return this.#removeSymbol(book);
      default:
        return RejectReason.UNKNOWN_COMMAND;
    }
  }

  #addSymbol(words: Int32Array, at: number, symbol: number): RejectReason {
    const windowTicks = words[at | QUANTITY]!;
    const roundLot = words[at | MINIMUM]!;
    const priceIncrement = words[at | PRICE]!;
    if (symbol < 0 || symbol >= this.capacity.symbols) return RejectReason.UNKNOWN_SYMBOL;
    if (this.books[symbol] !== undefined) return RejectReason.DUPLICATE_SYMBOL;
    const isWindow =
      windowTicks >= WINDOW_TICKS_MIN &&
      windowTicks <= WINDOW_TICKS_MAX &&
      (windowTicks & (windowTicks - 1)) === 0;
    if (!isWindow || roundLot < 1 || priceIncrement < 1) return RejectReason.MALFORMED;
    const parameters = { windowTicks, roundLot, priceIncrement };
    const { levels, windows } = this;
    const segment = obtainSegment(this.bookSegments, symbol);
    this.enter(new SymbolBook(symbol, parameters, levels, windows, segment));
    return RejectReason.NONE;
  }

  #removeSymbol(book: SymbolBook): RejectReason {
    if (!book.isEmpty(this.levels)) return RejectReason.BOOK_NOT_EMPTY;
    book.release(this.levels, this.windows);
    this.books[book.symbol] = undefined;
    return RejectReason.NONE;
  }

  #find(book: SymbolBook, words: Int32Array, at: number): number {
    const handle = words[at | HANDLE]!;
    const ref = words[at | REF]!;
    if (handle !== 0) return this.orders.resolve(handle, ref, book.symbol);
    const slot = this.refs.find(ref);
    return slot === 0 ? 0 : this.orders.resolve(this.orders.handleOf(slot), ref, book.symbol);
  }

  #cancel(book: SymbolBook, words: Int32Array, at: number): RejectReason {
    const reason = flagsIn(words[at | HEAD]!);
    if (reason === CancelReason.NONE || reason > CancelReason.RISK) return RejectReason.MALFORMED;
    const slot = this.#find(book, words, at);
    if (slot === 0) return RejectReason.UNKNOWN_ORDER;
    cancelStanding(this, book, slot, reason as CancelReason);
    return RejectReason.NONE;
  }

  #replace(book: SymbolBook, words: Int32Array, at: number): RejectReason {
    if ((descriptionIn(words[at | HEAD]!) & MALFORMED) !== 0) return RejectReason.MALFORMED;
    const slot = this.#find(book, words, at);
    return slot === 0 ? RejectReason.UNKNOWN_ORDER : replaceOrder(this, book, slot, words, at);
  }

  #setPhase(book: SymbolBook, phase: Phase): RejectReason {
    const reason = phaseVerdict(book, phase);
    if (reason === RejectReason.NONE) setPhase(this, book, phase);
    return reason;
  }

  #setBands(book: SymbolBook, lower: number, upper: number): RejectReason {
    if ((lower !== 0 && !isPrice(lower)) || (upper !== 0 && !isPrice(upper))) {
      return RejectReason.INVALID_PRICE;
    }
    if (lower !== 0 && upper !== 0 && lower > upper) return RejectReason.INVALID_PRICE;
    setBands(this, book, lower, upper);
    return RejectReason.NONE;
  }

  #uncross(book: SymbolBook, words: Int32Array, at: number): RejectReason {
    const next = words[at | QUANTITY]!;
    const reference = words[at | PRICE]!;
    const lowerCollar = words[at | STOP_PRICE]!;
    const upperCollar = words[at | DISPLAY]!;
    for (const price of [reference, lowerCollar, upperCollar]) {
      if (price !== 0 && !isPrice(price)) return RejectReason.INVALID_PRICE;
    }
    if ((flagsIn(words[at | HEAD]!) & CommandFlag.INDICATIVE) !== 0) {
      if (book.phase === Phase.CONTINUOUS) return RejectReason.PHASE;
      this.#tellAuction(EventKind.INDICATIVE, book, indicate(this, book, reference));
      return RejectReason.NONE;
    }
    const end = book.phase === Phase.CLOSING_AUCTION;
    const allowed = end
      ? next === Phase.POST_CLOSE || next === Phase.CLOSED
      : next === Phase.CONTINUOUS;
    if (!isUncrossable(book.phase) || !allowed) return RejectReason.INVALID_PHASE_CHANGE;
    const result = uncross(this, book, { reference, lowerCollar, upperCollar });
    if (typeof result === 'number') return result;
    this.#tellAuction(EventKind.UNCROSSED, book, result);
    enterPhase(this, book, next as Phase);
    return RejectReason.NONE;
  }

  #tellAuction(kind: EventKind, book: SymbolBook, result: AuctionResult): void {
    const at = emitPlain(this, kind, book.symbol, 0);
    const words = this.out.words;
    words[at | EventWord.PRICE] = result.price;
    words[at | EventWord.SEQUENCE_LO] = lowWord(result.volume);
    words[at | EventWord.SEQUENCE_HI] = highWord(result.volume);
    words[at | EventWord.MAKER_REF] = lowWord(result.imbalance);
    words[at | EventWord.MAKER_HANDLE] = highWord(result.imbalance);
  }
}
