import { MAX_VENUES } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { OrderWord, type OrderPool } from './order-pool.ts';
import type { SymbolBook } from './symbol-book.ts';
import { forEachOrder } from './walk.ts';

const O = OrderWord;

/** What of an order record is its logical state; links, level and generation are not. */
const HASHED = [
  O.SHOWN,
  O.HIDDEN,
  O.PRICE,
  O.REF,
  O.STP_GROUP,
  O.SEQUENCE_LO,
  O.SEQUENCE_HI,
  O.ORDERED,
  O.DISPLAY,
  O.STOP_PRICE,
  O.EXPIRY,
] as const;

/** 64 bits in two FNV-like lanes over int32 words. Finds differences, resists no attacker. */
class WordHash {
  #a = 0x811c9dc5 | 0;
  #b = 0x9e3779b9 | 0;

  add(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x01000193);
    this.#a ^= this.#a >>> 15;
    this.#b = Math.imul(this.#b + word, 0x85ebca6b) ^ (this.#b >>> 13);
  }

  /** 16 hex digits. */
  digest(): string {
    return [this.#a, this.#b].map((x) => (x >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** Hash over the logical state of all symbols: equal states hash equal, whatever slots, handles and memory they use. */
export const stateHash = (engine: EngineState): string => {
  const hash = new WordHash();
  for (const book of engine.books) {
    if (book !== undefined) addBook(hash, engine, book);
  }
  return hash.digest();
};

const addBook = (hash: WordHash, engine: EngineState, book: SymbolBook): void => {
  const { symbol, phase, lastPrice, lowerBand, upperBand } = book;
  const { sequenceLo, sequenceHi, tradeLo, tradeHi } = book;
  const { windowTicks: _, ...parameters } = book.parameters;
  const own = [symbol, phase, lastPrice, lowerBand, upperBand, sequenceLo, sequenceHi];
  for (const word of [...own, tradeLo, tradeHi, ...Object.values(parameters)]) hash.add(word);
  for (let i = 0; i < 2 * MAX_VENUES; i++) {
    if (book.quotes.quantities[i] === 0) continue;
    hash.add(i);
    hash.add(book.quotes.prices[i]!);
    hash.add(book.quotes.quantities[i]!);
  }
  forEachOrder(engine, book, (slot, meta) => addOrder(hash, engine.orders, slot, meta));
};

const addOrder = (hash: WordHash, orders: OrderPool, slot: number, meta: number): void => {
  hash.add(meta & 0xffff);
  for (const word of HASHED) hash.add(orders.words[(slot << O.SHIFT) | word]!);
};
