import { sideOf } from '../../src/protocol/description.ts';
import { Phase, Side } from '../../src/protocol/codes.ts';
import type { MatchingEngine } from '../../src/book/matching-engine.ts';
import { LevelWord } from '../../src/book/level-pool.ts';
import { OrderState, OrderWord, stateOf } from '../../src/book/order-pool.ts';
import { enteredBefore } from '../../src/book/queue.ts';
import type { PriceLadder } from '../../src/book/price-ladder.ts';
import { NO_KEY } from '../../src/book/price-ladder.ts';
import type { SymbolBook } from '../../src/book/symbol-book.ts';

const { SHIFT, NEXT, PREV, SHOWN, HIDDEN, LEVEL, META, PRICE, REF, STOP_PRICE } = OrderWord;

const fail = (what: string): never => {
  throw new Error(`invariant broken: ${what}`);
};

/** Everything that must hold of the engine's memory between two commands. Throws what is broken. */
export const checkInvariants = (engine: MatchingEngine): void => {
  let live = 0;
  for (const book of engine.books) {
    if (book !== undefined) live += checkBook(engine, book);
  }
  if (live !== engine.orders.count)
    fail(`${live} orders in structures, ${engine.orders.count} counted`);
  let free = 0;
  for (let slot = engine.orders.freeHead; slot !== 0; free++) {
    if (stateOf(engine.orderWords[(slot << SHIFT) | META]!) !== OrderState.FREE) {
      fail(`slot ${slot} is free and alive`);
    }
    slot = engine.orderWords[(slot << SHIFT) | NEXT]!;
  }
  if (free + live !== engine.orders.highWater) fail('slots are lost');
  if (engine.electedHead !== 0 || engine.electedTail !== 0) fail('an elected stop was left behind');
};

const checkBook = (engine: MatchingEngine, book: SymbolBook): number => {
  const { RESTING, DORMANT, QUEUED } = OrderState;
  let live = 0;
  for (const side of [Side.BUY, Side.SELL]) {
    live += checkLadder(engine, book.ladder(side), side, RESTING, PRICE);
    live += checkLadder(engine, book.stops(side), side, DORMANT, STOP_PRICE);
    live += checkLevel(engine, book.queue(side), side, QUEUED);
  }
  if (book.phase === Phase.CONTINUOUS) checkContinuous(book);
  return live;
};

const checkLadder = (
  engine: MatchingEngine,
  ladder: PriceLadder,
  side: Side,
  state: number,
  priceWord: number,
): number => {
  let live = 0;
  let levels = 0;
  let inWindow = 0;
  let previous = -NO_KEY - 1;
  for (let level = ladder.bestLevel; level !== 0; level = ladder.after(level)) {
    const key = engine.levels.keyOf(level);
    if (levels === 0 && key !== ladder.bestKey) fail('the best key is not the best level’s');
    if (key <= previous) fail('levels are out of order');
    if (ladder.find(key) !== level) fail('a level cannot be found by its key');
    if (ladder.window.holds(key)) {
      inWindow++;
      if (!ladder.window.bitOf(key)) fail('an occupied price has no bit');
    }
    const count = checkLevel(engine, level, side, state);
    if (count === 0) fail('an empty level was left');
    const head = engine.levels.headOf(level);
    if (engine.orderWords[(head << SHIFT) | priceWord]! * ladder.sign !== key) {
      fail('an order stands at another price');
    }
    live += count;
    levels++;
    previous = key;
  }
  if (levels !== ladder.levelCount) fail('levels are lost');
  if (inWindow !== ladder.window.count || inWindow !== ladder.window.bitCount()) {
    fail('bitmap and occupied prices differ');
  }
  if (ladder.far.count > 0 && ladder.window.size > 0) {
    if (ladder.far.keyAt(0) < ladder.window.base + ladder.window.size) {
      fail('the list holds a price that belongs into the window');
    }
  }
  if (levels === 0 && ladder.bestKey !== NO_KEY) fail('an empty ladder has a best price');
  return live;
};

const checkLevel = (engine: MatchingEngine, level: number, side: Side, state: number): number => {
  const words = engine.orderWords;
  const l = level << LevelWord.SHIFT;
  let count = 0;
  let shown = 0;
  let hidden = 0;
  let previous = 0;
  for (let slot = engine.levels.headOf(level); slot !== 0; count++) {
    const o = slot << SHIFT;
    const meta = words[o | META]!;
    if (words[o | LEVEL] !== level || words[o | PREV] !== previous) fail('links do not match');
    if (stateOf(meta) !== state || sideOf(meta) !== side)
      fail('an order is in the wrong structure');
    if (words[o | SHOWN]! <= 0 || words[o | HIDDEN]! < 0) fail('an order without quantity stands');
    if (previous !== 0 && !enteredBefore(words, previous << SHIFT, o))
      fail('not in order of entry');
    if (engine.refs.find(words[o | REF]!) !== slot) fail('an order cannot be found by its ref');
    shown += words[o | SHOWN]!;
    hidden += words[o | HIDDEN]!;
    previous = slot;
    slot = words[o | NEXT]!;
  }
  if (engine.levelWords[l | LevelWord.TAIL] !== previous) fail('the tail is not the last order');
  if (engine.levelWords[l | LevelWord.COUNT] !== count) fail('a level miscounts');
  if (engine.totals[level << 1] !== shown || engine.totals[(level << 1) + 1] !== hidden) {
    fail('a level’s totals are not the sums of its orders');
  }
  return count;
};

const checkContinuous = (book: SymbolBook): void => {
  const bid = book.bids.bestKey === NO_KEY ? 0 : -book.bids.bestKey;
  const ask = book.asks.bestKey;
  if (bid >= ask) fail(`locked or crossed: ${bid} / ${ask}`);
  const quotedBid = book.bids.quoteKey;
  if (quotedBid !== NO_KEY && -quotedBid >= ask) fail('a quote crosses an offer');
  if (book.asks.quoteKey <= bid) fail('a quote crosses a bid');
  if (book.upperBand !== 0 && bid > book.upperBand) fail('a bid above the upper band');
  if (ask < book.lowerBand) fail('an offer below the lower band');
  const last = book.lastPrice;
  if (last !== 0 && last >= book.buyStops.bestKey) fail('an elected buy stop sleeps');
  if (last !== 0 && book.sellStops.bestKey !== NO_KEY && last <= -book.sellStops.bestKey) {
    fail('an elected sell stop sleeps');
  }
};
