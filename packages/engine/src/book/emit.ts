import { EventFlag, EventKind } from '../protocol/codes.ts';
import { EventWord } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { ORDER_SHIFT, OrderWord } from './order-pool.ts';
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
const { META, STP_GROUP } = OrderWord;
const ORDER_REF = OrderWord.REF;
const ORDER_SYMBOL = OrderWord.SYMBOL;
const ORDER_LO = OrderWord.SEQUENCE_LO;
const ORDER_HI = OrderWord.SEQUENCE_HI;

/** An event about one order; ref, handle, side, symbol and entry sequence come from its record. */
export const emitOrder = (
  engine: EngineState,
  kind: EventKind,
  reason: number,
  flags: number,
  slot: number,
  price: number,
  quantity: number,
  leaves: number,
  shown: number,
): void => {
  const orders = engine.orders.words;
  const o = slot << ORDER_SHIFT;
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at + HEAD] = kind | (reason << 8) | (flags << 16) | ((orders[o + META]! & 1) << 24);
  words[at + TOKEN] = engine.token;
  words[at + SYMBOL] = orders[o + ORDER_SYMBOL]!;
  words[at + REF] = orders[o + ORDER_REF]!;
  words[at + HANDLE] = engine.orders.handleOf(slot);
  words[at + PRICE] = price;
  words[at + QUANTITY] = quantity;
  words[at + LEAVES] = leaves;
  words[at + SHOWN] = shown;
  words[at + SEQUENCE_LO] = orders[o + ORDER_LO]!;
  words[at + SEQUENCE_HI] = orders[o + ORDER_HI]!;
  words[at + MAKER_REF] = 0;
  words[at + MAKER_HANDLE] = 0;
  words[at + MAKER_LEAVES] = 0;
  words[at + MAKER_SHOWN] = 0;
};

/**
 * TRADE or DECREMENTED between two orders; returns the event's first word. Maker 0 is the record that is never issued,
 * all zero: an external venue, whose number the caller writes into MAKER_REF.
 */
export const emitPair = (
  engine: EngineState,
  book: SymbolBook,
  kind: EventKind,
  flags: number,
  price: number,
  quantity: number,
  taker: number,
  leaves: number,
  shown: number,
  maker: number,
  makerLeaves: number,
  makerShown: number,
): number => {
  const orders = engine.orders.words;
  const t = taker << ORDER_SHIFT;
  const m = maker << ORDER_SHIFT;
  const group = orders[t + STP_GROUP]!;
  const self = group !== 0 && group === orders[m + STP_GROUP] ? EventFlag.SELF_TRADE : 0;
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at + HEAD] = kind | ((flags | self) << 16) | ((orders[t + META]! & 1) << 24);
  words[at + TOKEN] = engine.token;
  words[at + SYMBOL] = book.symbol;
  words[at + REF] = orders[t + ORDER_REF]!;
  words[at + HANDLE] = engine.orders.handleOf(taker);
  words[at + PRICE] = price;
  words[at + QUANTITY] = quantity;
  words[at + LEAVES] = leaves;
  words[at + SHOWN] = shown;
  words[at + SEQUENCE_LO] = kind === EventKind.TRADE ? book.tradeLo : 0;
  words[at + SEQUENCE_HI] = kind === EventKind.TRADE ? book.tradeHi : 0;
  words[at + MAKER_REF] = orders[m + ORDER_REF]!;
  words[at + MAKER_HANDLE] = maker === 0 ? 0 : engine.orders.handleOf(maker);
  words[at + MAKER_LEAVES] = makerLeaves;
  words[at + MAKER_SHOWN] = makerShown;
  return at;
};

/** An event about no order of the book: refusals, completions, phases, auctions; returns its first word. */
export const emitPlain = (
  engine: EngineState,
  kind: EventKind,
  reason: number,
  symbol: number,
  ref: number,
  handle: number,
  price: number,
  quantity: number,
): number => {
  const at = engine.out.claim();
  const words = engine.out.words;
  words[at + HEAD] = kind | (reason << 8);
  words[at + TOKEN] = engine.token;
  words[at + SYMBOL] = symbol;
  words[at + REF] = ref;
  words[at + HANDLE] = handle;
  words[at + PRICE] = price;
  words[at + QUANTITY] = quantity;
  words[at + LEAVES] = 0;
  words[at + SHOWN] = 0;
  words[at + SEQUENCE_LO] = 0;
  words[at + SEQUENCE_HI] = 0;
  words[at + MAKER_REF] = 0;
  words[at + MAKER_HANDLE] = 0;
  words[at + MAKER_LEAVES] = 0;
  words[at + MAKER_SHOWN] = 0;
  return at;
};
