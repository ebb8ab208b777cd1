import { LEVEL_SHIFT, LevelWord } from './level-pool.ts';
import { ORDER_SHIFT, OrderState, OrderWord, sideOf, stateOf } from './order-pool.ts';
import type { EngineState } from './engine-state.ts';
import type { PriceLadder } from './price-ladder.ts';
import type { SymbolBook } from './symbol-book.ts';

const { NEXT, PREV, SHOWN, HIDDEN, PRICE, LEVEL, META, SEQUENCE_LO, SEQUENCE_HI, STOP_PRICE } =
  OrderWord;
const { HEAD, TAIL, COUNT } = LevelWord;

/** Puts an order at the back of a level's queue. */
export const append = (engine: EngineState, level: number, slot: number): void => {
  insertAfter(engine, level, engine.levels.words[(level << LEVEL_SHIFT) + TAIL]!, slot);
};

/** Puts an order into a level's queue by its entry sequence. */
export const insertBySequence = (engine: EngineState, level: number, slot: number): void => {
  const words = engine.orders.words;
  const at = slot << ORDER_SHIFT;
  let ahead = engine.levels.words[(level << LEVEL_SHIFT) + TAIL]!;
  while (ahead !== 0 && enteredBefore(words, at, ahead << ORDER_SHIFT)) {
    ahead = words[(ahead << ORDER_SHIFT) + PREV]!;
  }
  insertAfter(engine, level, ahead, slot);
};

/** Whether the order record at `a` has the lower entry sequence. */
export const enteredBefore = (words: Int32Array, a: number, b: number): boolean => {
  const high = words[a + SEQUENCE_HI]! - words[b + SEQUENCE_HI]!;
  if (high !== 0) return high < 0;
  return words[a + SEQUENCE_LO]! >>> 0 < words[b + SEQUENCE_LO]! >>> 0;
};

const insertAfter = (engine: EngineState, level: number, ahead: number, slot: number): void => {
  const words = engine.orders.words;
  const levels = engine.levels.words;
  const at = slot << ORDER_SHIFT;
  const l = level << LEVEL_SHIFT;
  const behind = ahead === 0 ? levels[l + HEAD]! : words[(ahead << ORDER_SHIFT) + NEXT]!;
  words[at + PREV] = ahead;
  words[at + NEXT] = behind;
  words[at + LEVEL] = level;
  if (ahead === 0) levels[l + HEAD] = slot;
  else words[(ahead << ORDER_SHIFT) + NEXT] = slot;
  if (behind === 0) levels[l + TAIL] = slot;
  else words[(behind << ORDER_SHIFT) + PREV] = slot;
  levels[l + COUNT] = levels[l + COUNT]! + 1;
  const totals = engine.levels.totals;
  totals[level << 1] = totals[level << 1]! + words[at + SHOWN]!;
  if (words[at + HIDDEN] !== 0) {
    totals[(level << 1) + 1] = totals[(level << 1) + 1]! + words[at + HIDDEN]!;
  }
};

/** Takes an order out of its level's queue; the level may be left empty. */
export const unlink = (engine: EngineState, level: number, slot: number): void => {
  const words = engine.orders.words;
  const levels = engine.levels.words;
  const at = slot << ORDER_SHIFT;
  const l = level << LEVEL_SHIFT;
  const ahead = words[at + PREV]!;
  const behind = words[at + NEXT]!;
  if (ahead === 0) levels[l + HEAD] = behind;
  else words[(ahead << ORDER_SHIFT) + NEXT] = behind;
  if (behind === 0) levels[l + TAIL] = ahead;
  else words[(behind << ORDER_SHIFT) + PREV] = ahead;
  levels[l + COUNT] = levels[l + COUNT]! - 1;
  words[at + LEVEL] = 0;
  const totals = engine.levels.totals;
  totals[level << 1] = totals[level << 1]! - words[at + SHOWN]!;
  if (words[at + HIDDEN] !== 0) {
    totals[(level << 1) + 1] = totals[(level << 1) + 1]! - words[at + HIDDEN]!;
  }
};

/** Puts an order into its price level at the back; its words SHOWN, HIDDEN and PRICE are set. */
export const enterLadder = (engine: EngineState, ladder: PriceLadder, slot: number): void => {
  const key = engine.orders.words[(slot << ORDER_SHIFT) + PRICE]! * ladder.sign;
  append(engine, ladder.obtain(key), slot);
  engine.orders.setState(slot, OrderState.RESTING);
};

/** Puts a stop order to sleep, at the back of its stop price. */
export const enterStops = (engine: EngineState, ladder: PriceLadder, slot: number): void => {
  const key = engine.orders.words[(slot << ORDER_SHIFT) + STOP_PRICE]! * ladder.sign;
  append(engine, ladder.obtain(key), slot);
  engine.orders.setState(slot, OrderState.DORMANT);
};

/** Takes an order out of whatever it stands in: price level, stop book or auction queue. */
export const detach = (engine: EngineState, book: SymbolBook, slot: number): void => {
  const at = slot << ORDER_SHIFT;
  const level = engine.orders.words[at + LEVEL]!;
  const meta = engine.orders.words[at + META]!;
  unlink(engine, level, slot);
  if (engine.levels.words[(level << LEVEL_SHIFT) + COUNT] !== 0) return;
  const state = stateOf(meta);
  if (state === OrderState.RESTING) book.ladder(sideOf(meta)).remove(level);
  else if (state === OrderState.DORMANT) book.stops(sideOf(meta)).remove(level);
};

/** Ends an order that stands in nothing: its handle goes stale, its ref becomes free. */
export const release = (engine: EngineState, slot: number): void => {
  engine.refs.remove(engine.orders.words[(slot << ORDER_SHIFT) + OrderWord.REF]!, slot);
  engine.orders.release(slot);
};
