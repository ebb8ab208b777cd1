import { sideOf } from '../protocol/description.ts';
import type { EngineState } from './engine-state.ts';
import { LevelWord } from './level-pool.ts';
import { OrderState, OrderWord, stateOf } from './order-pool.ts';
import type { PriceLadder } from './price-ladder.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, NEXT, PREV, SHOWN, HIDDEN, PRICE, LEVEL, REF, META } = OrderWord;
const { SEQUENCE_LO, SEQUENCE_HI, STOP_PRICE } = OrderWord;
const { HEAD, TAIL, COUNT } = LevelWord;
const LEVEL_SHIFT = LevelWord.SHIFT;
const { RESTING, DORMANT, QUEUED } = OrderState;

/** Puts an order at the back of a level's queue. */
export const append = (engine: EngineState, level: number, slot: number): void => {
  const words = engine.orderWords;
  const levels = engine.levelWords;
  const at = slot << SHIFT;
  const l = level << LEVEL_SHIFT;
  const tail = levels[l | TAIL]!;
  words[at | PREV] = tail;
  words[at | NEXT] = 0;
  words[at | LEVEL] = level;
  if (tail === 0) levels[l | HEAD] = slot;
  else words[(tail << SHIFT) | NEXT] = slot;
  levels[l | TAIL] = slot;
  levels[l | COUNT] = levels[l | COUNT]! + 1;
  addTotals(engine, level, words[at | SHOWN]!, words[at | HIDDEN]!);
};

/** Changes what a level's totals say; negative quantities take away. */
export const addTotals = (
  engine: EngineState,
  level: number,
  shown: number,
  hidden: number,
): void => {
  const totals = engine.totals;
  totals[level << 1] = totals[level << 1]! + shown;
  if (hidden !== 0) totals[(level << 1) + 1] = totals[(level << 1) + 1]! + hidden;
};

/** Puts an order into a level's queue by its entry sequence. */
export const insertBySequence = (engine: EngineState, level: number, slot: number): void => {
  const words = engine.orderWords;
  const levels = engine.levelWords;
  const at = slot << SHIFT;
  const l = level << LEVEL_SHIFT;
  let behind = 0;
  let ahead = levels[l | TAIL]!;
  while (ahead !== 0 && enteredBefore(words, at, ahead << SHIFT)) {
    behind = ahead;
    ahead = words[(ahead << SHIFT) | PREV]!;
  }
  if (behind === 0) {
    append(engine, level, slot);
    return;
  }
  words[at | PREV] = ahead;
  words[at | NEXT] = behind;
  words[at | LEVEL] = level;
  words[(behind << SHIFT) | PREV] = slot;
  if (ahead === 0) levels[l | HEAD] = slot;
  else words[(ahead << SHIFT) | NEXT] = slot;
  levels[l | COUNT] = levels[l | COUNT]! + 1;
  addTotals(engine, level, words[at | SHOWN]!, words[at | HIDDEN]!);
};

/** Whether the order record at `a` has the lower entry sequence. */
export const enteredBefore = (words: Int32Array, a: number, b: number): boolean => {
  const high = words[a | SEQUENCE_HI]! - words[b | SEQUENCE_HI]!;
  if (high !== 0) return high < 0;
  return words[a | SEQUENCE_LO]! >>> 0 < words[b | SEQUENCE_LO]! >>> 0;
};

/** Takes an order out of its level's queue and says how many are left; the level may be left empty. */
export const unlink = (engine: EngineState, level: number, slot: number): number => {
  const words = engine.orderWords;
  const levels = engine.levelWords;
  const at = slot << SHIFT;
  const l = level << LEVEL_SHIFT;
  const ahead = words[at | PREV]!;
  const behind = words[at | NEXT]!;
  if (ahead === 0) levels[l | HEAD] = behind;
  else words[(ahead << SHIFT) | NEXT] = behind;
  if (behind === 0) levels[l | TAIL] = ahead;
  else words[(behind << SHIFT) | PREV] = ahead;
  addTotals(engine, level, -words[at | SHOWN]!, -words[at | HIDDEN]!);
  return (levels[l | COUNT] = levels[l | COUNT]! - 1);
};

/** Puts an order into its price level at the back; its words SHOWN, HIDDEN and PRICE are set. */
export const enterLadder = (engine: EngineState, ladder: PriceLadder, slot: number): void => {
  const key = engine.orderWords[(slot << SHIFT) | PRICE]! * ladder.sign;
  append(engine, ladder.obtain(key), slot);
  engine.orders.setState(slot, RESTING);
};

/** Puts a stop order to sleep, at the back of its stop price. */
export const enterStops = (engine: EngineState, ladder: PriceLadder, slot: number): void => {
  const key = engine.orderWords[(slot << SHIFT) | STOP_PRICE]! * ladder.sign;
  append(engine, ladder.obtain(key), slot);
  engine.orders.setState(slot, DORMANT);
};

/** Makes an order wait for its auction. */
export const enterQueue = (engine: EngineState, book: SymbolBook, slot: number): void => {
  append(engine, book.queue(sideOf(engine.orderWords[(slot << SHIFT) | META]!)), slot);
  engine.orders.setState(slot, QUEUED);
};

/** Takes an order out of whatever it stands in: price level, stop book or auction queue. */
export const detach = (engine: EngineState, book: SymbolBook, slot: number): void => {
  const at = slot << SHIFT;
  const level = engine.orderWords[at | LEVEL]!;
  if (unlink(engine, level, slot) === 0) dropLevel(book, level, engine.orderWords[at | META]!);
};

const dropLevel = (book: SymbolBook, level: number, meta: number): void => {
  const state = stateOf(meta);
  if (state === RESTING) book.ladder(sideOf(meta)).remove(level);
  else if (state === DORMANT) book.stops(sideOf(meta)).remove(level);
};

/** Ends an order that stands in nothing: its handle goes stale, its ref becomes free. */
export const release = (engine: EngineState, slot: number): void => {
  engine.refs.remove(engine.orderWords[(slot << SHIFT) | REF]!, slot);
  engine.orders.release(slot);
};
