import { sideOf, timeInForceOf, typeOf } from '../protocol/description.ts';
import { CancelReason, OrderType, RejectReason, Side, TimeInForce } from '../protocol/codes.ts';
import { matchAuction } from './auction-matching.ts';
import { takesPart } from './auction-participation.ts';
import type { EngineState } from './engine-state.ts';
import { OrderState, OrderWord } from './order-pool.ts';
import { detach, insertBySequence } from './queue.ts';
import { cancelStanding } from './cancel-standing.ts';
import type { SymbolBook } from './symbol-book.ts';
import {
  uncrossPrice,
  type AuctionLevel,
  type AuctionResult,
  type AuctionSide,
} from './uncross-price.ts';
import { forEachIn, forEachQueued, forEachResting } from './walk.ts';

const { SHIFT, SHOWN, PRICE } = OrderWord;

export interface AuctionTerms {
  readonly reference: number;
  readonly lowerCollar: number;
  readonly upperCollar: number;
}

/** Price, volume and imbalance that an uncross would have now; the book is as before. */
export const indicate = (
  engine: EngineState,
  book: SymbolBook,
  reference: number,
): AuctionResult => {
  joinAuction(engine, book);
  const result = priceOf(engine, book, reference);
  leaveAuction(engine, book);
  return result;
};

/**
 * Trades everything that crosses at one price, then cancels what only this auction could have filled. Refuses, changing
 * nothing, when the price lies outside the collar.
 */
export const uncross = (
  engine: EngineState,
  book: SymbolBook,
  terms: AuctionTerms,
): AuctionResult | typeof RejectReason.AUCTION_COLLAR => {
  joinAuction(engine, book);
  const result = priceOf(engine, book, terms.reference);
  const { lowerCollar, upperCollar } = terms;
  const outside =
    (lowerCollar !== 0 && result.price < lowerCollar) ||
    (upperCollar !== 0 && result.price > upperCollar);
  if (result.volume !== 0 && outside) {
    leaveAuction(engine, book);
    return RejectReason.AUCTION_COLLAR;
  }
  if (result.volume !== 0) {
    matchAuction(engine, book, result.price, result.volume);
    book.print(result.price);
  }
  cancelAuctionOnly(engine, book);
  return result;
};

/** Limit-on-open and -on-close orders of this auction enter the price levels, each at the place of its entry. */
const joinAuction = (engine: EngineState, book: SymbolBook): void => {
  forEachQueued(engine, book, (slot, meta) => {
    if (typeOf(meta) !== OrderType.LIMIT || !takesPart(book.phase, timeInForceOf(meta))) return;
    const ladder = book.ladder(sideOf(meta));
    detach(engine, book, slot);
    engine.orders.setState(slot, OrderState.RESTING);
    const price = engine.orderWords[(slot << SHIFT) | PRICE]!;
    insertBySequence(engine, ladder.obtain(price * ladder.sign), slot);
  });
};

/** Undoes `joinAuction`. */
const leaveAuction = (engine: EngineState, book: SymbolBook): void => {
  forEachResting(engine, book, (slot, meta) => {
    if (timeInForceOf(meta) !== TimeInForce.OPG && timeInForceOf(meta) !== TimeInForce.CLS) return;
    detach(engine, book, slot);
    engine.orders.setState(slot, OrderState.QUEUED);
    insertBySequence(engine, book.queue(sideOf(meta)), slot);
  });
};

/** What the auction could have filled and nothing else can: bids, asks, then the queues. */
export const cancelAuctionOnly = (engine: EngineState, book: SymbolBook): void => {
  forEachResting(engine, book, (slot, meta) => {
    if (timeInForceOf(meta) === TimeInForce.OPG || timeInForceOf(meta) === TimeInForce.CLS) {
      cancelStanding(engine, book, slot, CancelReason.AUCTION);
    }
  });
  forEachQueued(engine, book, (slot, meta) => {
    if (takesPart(book.phase, timeInForceOf(meta))) {
      cancelStanding(engine, book, slot, CancelReason.AUCTION);
    }
  });
};

const priceOf = (engine: EngineState, book: SymbolBook, reference: number): AuctionResult =>
  uncrossPrice(
    sideOfAuction(engine, book, Side.BUY),
    sideOfAuction(engine, book, Side.SELL),
    reference,
  );

const sideOfAuction = (engine: EngineState, book: SymbolBook, side: Side): AuctionSide => {
  let market = 0;
  forEachIn(engine, book.queue(side), (slot, meta) => {
    if (typeOf(meta) === OrderType.MARKET && takesPart(book.phase, timeInForceOf(meta))) {
      market += engine.orderWords[(slot << SHIFT) | SHOWN]!;
    }
  });
  const ladder = book.ladder(side);
  const levels: AuctionLevel[] = [];
  for (let level = ladder.bestLevel; level !== 0; level = ladder.after(level)) {
    const totals = engine.totals;
    const quantity = totals[level << 1]! + totals[(level << 1) + 1]!;
    levels.push({ price: engine.levels.keyOf(level) * ladder.sign, quantity });
  }
  return { levels, market };
};
