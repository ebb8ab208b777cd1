import { OrderType, Phase } from '../protocol/codes.ts';
import { sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import { canRest, isAuctionOnly } from './admission.ts';
import type { EngineState } from './engine-state.ts';
import { execute, limitKeyOf, rest } from './execute.ts';
import { wouldTake } from './feasible.ts';
import { OrderWord } from './order-pool.ts';
import { enterQueue } from './queue.ts';
import { placeStop, runElections } from './stops.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, META, SHOWN, PRICE } = OrderWord;
const { CONTINUOUS } = Phase;
const { MARKET, LIMIT } = OrderType;

/** Where an order in flight goes, newly accepted or with new terms. `minimum`: least quantity to fill at once, 0 for none. */
export const place = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  minimum: number,
): void => {
  const meta = engine.orderWords[(slot << SHIFT) | META]!;
  const type = typeOf(meta);
  if (type > LIMIT) {
    placeStop(engine, book, slot);
  } else if (isAuctionOnly(timeInForceOf(meta))) {
    enterQueue(engine, book, slot);
  } else if (type === MARKET && book.phase !== CONTINUOUS) {
    enterQueue(engine, book, slot);
  } else if (isPassive(engine, book, slot, meta, minimum)) {
    rest(engine, book, slot, engine.orderWords[(slot << SHIFT) | SHOWN]!);
  } else {
    execute(engine, book, slot, minimum);
    runElections(engine, book);
  }
};

/** An order that can only come to rest: the short way for most of all orders. */
const isPassive = (
  engine: EngineState,
  book: SymbolBook,
  slot: number,
  meta: number,
  minimum: number,
): boolean => {
  if (book.phase !== CONTINUOUS) return true;
  if (minimum !== 0 || typeOf(meta) === MARKET || !canRest(timeInForceOf(meta))) return false;
  const side = sideOf(meta);
  const limitKey = limitKeyOf(book, side, engine.orderWords[(slot << SHIFT) | PRICE]!);
  return !wouldTake(book, side, limitKey);
};
