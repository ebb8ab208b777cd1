import { sideOf, stpModeOf } from '../protocol/description.ts';
import { type Side, StpMode } from '../protocol/codes.ts';
import type { EngineState } from './engine-state.ts';
import { opposite } from './external-quotes.ts';
import { OrderWord } from './order-pool.ts';
import { NO_KEY } from './price-ladder.ts';
import type { SymbolBook } from './symbol-book.ts';

const { SHIFT, NEXT, SHOWN, HIDDEN, META, STP_GROUP } = OrderWord;

/**
 * Quantity that a sweep with the same arguments would really trade, without trading: own orders count as self-trade
 * prevention would treat them, and nothing beyond `limitKey` counts. The answer does not exceed `quantity`.
 */
export const executableQuantity = (
  engine: EngineState,
  book: SymbolBook,
  taker: number,
  limitKey: number,
  quantity: number,
): number => {
  const t = taker << SHIFT;
  const meta = engine.orderWords[t | META]!;
  const mode = stpModeOf(meta);
  const group = mode === StpMode.NONE ? 0 : engine.orderWords[t | STP_GROUP]!;
  const side = opposite(sideOf(meta));
  const ladder = book.ladder(side);
  const walk = engine.walk.begin(quantity);
  let level = ladder.bestLevel;
  let quote = ladder.quoteKey;
  while (walk.wanted > 0 && !walk.stopped) {
    const key = level === 0 ? NO_KEY : engine.levels.keyOf(level);
    if (Math.min(key, quote) > limitKey) break;
    if (quote < key) {
      walk.take(book.quotes.quantityAt(side, quote));
      quote = book.quotes.bestAfter(side, quote);
    } else {
      if (group === 0) walk.take(engine.totals[level << 1]! + engine.totals[(level << 1) + 1]!);
      else takeOthers(engine, level, group, mode);
      level = ladder.after(level);
    }
  }
  return walk.found;
};

/** One level with own orders in it. Reserve quantity stands behind all that is shown, as it would after its refresh. */
const takeOthers = (engine: EngineState, level: number, group: number, mode: StpMode): void => {
  const words = engine.orderWords;
  const walk = engine.walk;
  let reserve = 0;
  let slot = engine.levels.headOf(level);
  for (; slot !== 0 && walk.wanted > 0; slot = words[(slot << SHIFT) | NEXT]!) {
    const at = slot << SHIFT;
    if (words[at | STP_GROUP] !== group) {
      walk.take(words[at | SHOWN]!);
      reserve += words[at | HIDDEN]!;
    } else if (mode === StpMode.DECREMENT) {
      walk.wanted -= words[at | SHOWN]! + words[at | HIDDEN]!;
    } else if (mode !== StpMode.CANCEL_OLDEST) {
      walk.stopped = true;
      return;
    }
  }
  walk.take(reserve);
};

/** Whether an order of `side` with that limit would trade at once. */
export const wouldTake = (book: SymbolBook, side: Side, limitKey: number): boolean => {
  const other = book.ladder(opposite(side));
  return other.bestKey <= limitKey || other.quoteKey <= limitKey;
};
