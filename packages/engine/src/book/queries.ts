import { sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import type { OrderType, Phase, Side, TimeInForce } from '../protocol/codes.ts';
import { joinSequence } from '../protocol/layout.ts';
import type { EngineState } from './engine-state.ts';
import { OrderState as State, OrderWord, displayedOf, stateOf } from './order-pool.ts';
import type { PriceLadder } from './price-ladder.ts';

const O = OrderWord;

/** One price level: quantity that the book shows, without reserves. */
export interface DepthLevel {
  readonly price: number;
  readonly quantity: number;
  readonly orders: number;
}

export interface BookDepth {
  readonly bids: readonly DepthLevel[];
  readonly asks: readonly DepthLevel[];
}

export interface BookTop {
  readonly phase: Phase;
  /** 0: none yet. */
  readonly lastPrice: number;
  readonly bid: DepthLevel | undefined;
  readonly ask: DepthLevel | undefined;
}

export interface OrderState {
  readonly ref: number;
  readonly handle: number;
  readonly symbol: number;
  readonly side: Side;
  readonly type: OrderType;
  readonly timeInForce: TimeInForce;
  readonly price: number;
  readonly stopPrice: number;
  /** Total quantity, filled quantity included. */
  readonly quantity: number;
  readonly openQuantity: number;
  /** Part of `openQuantity` that the book shows; 0 for dormant and auction-only orders. */
  readonly shownQuantity: number;
  readonly entrySequence: number;
  readonly where: 'book' | 'stops' | 'auction';
}

/** Up to `levels` price levels on either side; empty for an unknown symbol. */
export const depthOf = (engine: EngineState, symbol: number, levels: number): BookDepth => {
  const book = engine.books[symbol];
  if (book === undefined) return { bids: [], asks: [] };
  return { bids: levelsOf(engine, book.bids, levels), asks: levelsOf(engine, book.asks, levels) };
};

const levelsOf = (engine: EngineState, ladder: PriceLadder, most: number): DepthLevel[] => {
  const levels: DepthLevel[] = [];
  let level = ladder.bestLevel;
  for (; level !== 0 && levels.length < most; level = ladder.after(level)) {
    const price = engine.levels.keyOf(level) * ladder.sign;
    const quantity = engine.totals[level << 1]!;
    levels.push({ price, quantity, orders: engine.levels.countOf(level) });
  }
  return levels;
};

/** Best prices; undefined for an unknown symbol. */
export const topOf = (engine: EngineState, symbol: number): BookTop | undefined => {
  const book = engine.books[symbol];
  if (book === undefined) return undefined;
  const { bids, asks } = depthOf(engine, symbol, 1);
  return { phase: book.phase, lastPrice: book.lastPrice, bid: bids[0], ask: asks[0] };
};

const WHERE: Readonly<Record<number, OrderState['where']>> = {
  [State.RESTING]: 'book',
  [State.DORMANT]: 'stops',
  [State.QUEUED]: 'auction',
};

/** A live order by its ref. */
export const orderOf = (engine: EngineState, ref: number): OrderState | undefined => {
  const slot = engine.refs.find(ref);
  if (slot === 0) return undefined;
  const words = engine.orderWords;
  const o = slot << O.SHIFT;
  const meta = words[o | O.META]!;
  return {
    ref,
    handle: engine.orders.handleOf(slot),
    symbol: words[o | O.SYMBOL]!,
    side: sideOf(meta),
    type: typeOf(meta),
    timeInForce: timeInForceOf(meta),
    price: words[o | O.PRICE]!,
    stopPrice: words[o | O.STOP_PRICE]!,
    quantity: words[o | O.ORDERED]!,
    openQuantity: words[o | O.SHOWN]! + words[o | O.HIDDEN]!,
    shownQuantity: displayedOf(words, o),
    entrySequence: joinSequence(words[o | O.SEQUENCE_HI]!, words[o | O.SEQUENCE_LO]!),
    where: WHERE[stateOf(meta)]!,
  };
};
