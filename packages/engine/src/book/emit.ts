import { EventFlag, EventKind, type CancelReason, type RejectReason } from '../protocol/codes.ts';
import { EventWord } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { OrderWord } from './order-pool.ts';
import type { SymbolBook } from './symbol-book.ts';

const {
  HEAD,
  TOKEN,
  SYMBOL,
  REF,
  HANDLE,
  PRICE,
  QUANTITY,
  LEAVES,
  SHOWN,
  SEQUENCE_LO,
  SEQUENCE_HI,
  MAKER_REF,
  MAKER_HANDLE,
  MAKER_LEAVES,
  MAKER_SHOWN,
} = EventWord;
const { SHIFT, META, STP_GROUP } = OrderWord;
const ORDER_REF = OrderWord.REF;
const ORDER_SYMBOL = OrderWord.SYMBOL;
const ORDER_LO = OrderWord.SEQUENCE_LO;
const ORDER_HI = OrderWord.SEQUENCE_HI;
const { TRADE, CANCELLED, COMPLETED } = EventKind;
const { SELF_TRADE } = EventFlag;

/**
 * Starts an event about one order: who, whose side, which entry sequence. `head` is kind | reason << 8 | flags << 16.
 * The caller writes the rest through `quantities`.
 */
const aboutOrder = (engine: EngineState, head: number, slot: number): number => {
  const orders = engine.orderWords;
  const o = slot << SHIFT;
  const meta = orders[o | META]!;
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at | HEAD] = head | ((meta & 1) << 24);
  words[at | TOKEN] = engine.token;
  words[at | SYMBOL] = orders[o | ORDER_SYMBOL]!;
  words[at | REF] = orders[o | ORDER_REF]!;
  words[at | HANDLE] = ((meta >>> 16) << engine.orders.slotBits) | slot;
  words[at | SEQUENCE_LO] = orders[o | ORDER_LO]!;
  words[at | SEQUENCE_HI] = orders[o | ORDER_HI]!;
  return at;
};

/** An event about one order; ref, handle, side, symbol and entry sequence come from its record. `head`: kind | flags << 16. */
export const emitOrder = (
  engine: EngineState,
  head: number,
  slot: number,
  price: number,
  quantity: number,
  leaves: number,
  shown: number,
): void => {
  const at = aboutOrder(engine, head, slot);
  const words = engine.out.words;
  words[at | PRICE] = price;
  words[at | QUANTITY] = quantity;
  words[at | LEAVES] = leaves;
  words[at | SHOWN] = shown;
};

/** `quantity` was open and is gone, `shown` of it visibly. */
export const emitCancelled = (
  engine: EngineState,
  slot: number,
  reason: CancelReason,
  quantity: number,
  shown: number,
): void => {
  const price = engine.orderWords[(slot << SHIFT) | OrderWord.PRICE]!;
  emitOrder(engine, CANCELLED | (reason << 8), slot, price, quantity, 0, shown);
};

/**
 * TRADE or DECREMENTED between two orders; `head` is kind | flags << 16. Maker 0 is the record that is never issued, all
 * zero: an external venue. The caller writes leaves and shown quantities at the returned first word.
 */
export const emitPair = (
  engine: EngineState,
  book: SymbolBook,
  head: number,
  price: number,
  quantity: number,
  taker: number,
  maker: number,
): number => {
  const orders = engine.orderWords;
  const slotBits = engine.orders.slotBits;
  const t = taker << SHIFT;
  const m = maker << SHIFT;
  const group = orders[t | STP_GROUP]!;
  const self = group !== 0 && group === orders[m | STP_GROUP] ? SELF_TRADE << 16 : 0;
  const isTrade = (head & 255) === TRADE;
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at | HEAD] = head | self | ((orders[t | META]! & 1) << 24);
  words[at | TOKEN] = engine.token;
  words[at | SYMBOL] = book.symbol;
  words[at | REF] = orders[t | ORDER_REF]!;
  words[at | HANDLE] = ((orders[t | META]! >>> 16) << slotBits) | taker;
  words[at | PRICE] = price;
  words[at | QUANTITY] = quantity;
  words[at | SEQUENCE_LO] = isTrade ? book.tradeLo : 0;
  words[at | SEQUENCE_HI] = isTrade ? book.tradeHi : 0;
  words[at | MAKER_REF] = orders[m | ORDER_REF]!;
  words[at | MAKER_HANDLE] = ((orders[m | META]! >>> 16) << slotBits) | maker;
  return at;
};

/** Second half of `emitPair`: open quantities after the event, and what of them the book shows. */
export const writeLeaves = (
  engine: EngineState,
  at: number,
  leaves: number,
  shown: number,
  makerLeaves: number,
  makerShown: number,
): void => {
  const words = engine.out.words;
  words[at | LEAVES] = leaves;
  words[at | SHOWN] = shown;
  words[at | MAKER_LEAVES] = makerLeaves;
  words[at | MAKER_SHOWN] = makerShown;
};

/** An event about no order of the book: refusals, phases, auctions; returns its first word. */
export const emitPlain = (
  engine: EngineState,
  head: number,
  symbol: number,
  ref: number,
): number => {
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at | HEAD] = head;
  words[at | TOKEN] = engine.token;
  words[at | SYMBOL] = symbol;
  words[at | REF] = ref;
  words[at | HANDLE] = 0;
  words[at | PRICE] = 0;
  words[at | QUANTITY] = 0;
  words[at | LEAVES] = 0;
  words[at | SHOWN] = 0;
  words[at | SEQUENCE_LO] = 0;
  words[at | SEQUENCE_HI] = 0;
  words[at | MAKER_REF] = 0;
  words[at | MAKER_HANDLE] = 0;
  words[at | MAKER_LEAVES] = 0;
  words[at | MAKER_SHOWN] = 0;
  return at;
};

/** The end of a command's events: a head, a token and whom it was about. `foreign`: see `foreignIn`. */
export const emitCompleted = (
  engine: EngineState,
  symbol: number,
  ref: number,
  reason: RejectReason,
  foreign: number,
): void => {
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at | HEAD] = COMPLETED | (reason << 8) | foreign;
  words[at | TOKEN] = engine.token;
  words[at | SYMBOL] = symbol;
  words[at | REF] = ref;
};
