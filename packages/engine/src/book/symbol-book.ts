import { MAX_PRICE, Phase, Side } from '../protocol/codes.ts';
import { BookWord, HeadWord, LISTED_ROOM, recordAt } from './book-memory.ts';
import { NO_QUOTES, type ExternalQuotes } from './external-quotes.ts';
import type { LevelPool } from './level-pool.ts';
import { PriceLadder, type SideRecord } from './price-ladder.ts';
import type { WindowMemory } from './window-memory.ts';

/** Parameters of a symbol, fixed for its life. */
export interface SymbolParameters {
  readonly windowTicks: number;
  readonly roundLot: number;
  readonly priceIncrement: number;
}

const { PHASE, LOWEST_PRICE, HIGHEST_PRICE, PRICE_INCREMENT, SEQUENCE_LO, SEQUENCE_HI } = BookWord;
const { LAST_PRICE, PRINT_LOW, PRINT_HIGH, TRADE_LO, TRADE_HI, ROUND_LOT } = BookWord;

/** All that belongs to one symbol. Orders and levels themselves are in the engine's shared pools. */
export class SymbolBook {
  declare readonly symbol: number;
  declare readonly parameters: SymbolParameters;
  /** The segment with the symbol's record, which holds what the commonest commands touch: see `BookWord`. */
  declare readonly words: Int32Array;
  /** Its first word in there. */
  declare readonly at: number;
  declare readonly bids: PriceLadder;
  declare readonly asks: PriceLadder;
  /** Bids and asks by side. */
  declare readonly ladders: readonly [PriceLadder, PriceLadder];
  /** Dormant stops by stop price; they need no window. */
  declare readonly buyStops: PriceLadder;
  declare readonly sellStops: PriceLadder;
  /** Orders that only an auction fills (OPG, CLS, market orders outside continuous trading), in order of entry. */
  declare readonly buyQueue: number;
  declare readonly sellQueue: number;
  quotes: ExternalQuotes = NO_QUOTES;
  /** Price bands as they were set, 0: none. */
  lowerBand = 0;
  upperBand = 0;

  constructor(
    symbol: number,
    parameters: SymbolParameters,
    levels: LevelPool,
    windows: WindowMemory,
    words: Int32Array,
  ) {
    this.symbol = symbol;
    this.parameters = parameters;
    this.words = words;
    this.at = recordAt(symbol);
    // A symbol of that number may have been there before.
    words.fill(0, this.at, this.at + BookWord.WORDS);
    words[this.at + PRICE_INCREMENT] = parameters.priceIncrement;
    words[this.at + ROUND_LOT] = parameters.roundLot;
    this.phase = Phase.CLOSED;
    this.setBands(0, 0);
    const { windowTicks } = parameters;
    const { HEADS, LISTS, STOP_HEADS, STOP_LISTS } = BookWord;
    const side = (of: Side): SideRecord => this.#recordOf(of, HEADS, LISTS);
    const stops = (of: Side): SideRecord => this.#recordOf(of, STOP_HEADS, STOP_LISTS);
    this.bids = new PriceLadder(levels, windows, -1, windowTicks, side(Side.BUY));
    this.asks = new PriceLadder(levels, windows, 1, windowTicks, side(Side.SELL));
    this.ladders = [this.bids, this.asks];
    this.buyStops = new PriceLadder(levels, windows, 1, 0, stops(Side.BUY));
    this.sellStops = new PriceLadder(levels, windows, -1, 0, stops(Side.SELL));
    this.buyQueue = levels.allocate(0);
    this.sellQueue = levels.allocate(0);
  }

  #recordOf(side: Side, heads: number, lists: number): SideRecord {
    const head = this.at + heads + HeadWord.WORDS * side;
    const list = this.at + lists + 2 * LISTED_ROOM * side;
    return { words: this.words, head, list };
  }

  get phase(): Phase {
    return this.words[this.at + PHASE] as Phase;
  }

  set phase(phase: Phase) {
    this.words[this.at + PHASE] = phase;
  }

  get priceIncrement(): number {
    return this.words[this.at + PRICE_INCREMENT]!;
  }

  /** Entry sequence last issued, low and high word. */
  get sequenceLo(): number {
    return this.words[this.at + SEQUENCE_LO]!;
  }

  set sequenceLo(word: number) {
    this.words[this.at + SEQUENCE_LO] = word;
  }

  get sequenceHi(): number {
    return this.words[this.at + SEQUENCE_HI]!;
  }

  set sequenceHi(word: number) {
    this.words[this.at + SEQUENCE_HI] = word;
  }

  get roundLot(): number {
    return this.words[this.at + ROUND_LOT]!;
  }

  /** Last eligible sale, 0: none yet. */
  get lastPrice(): number {
    return this.words[this.at + LAST_PRICE]!;
  }

  set lastPrice(word: number) {
    this.words[this.at + LAST_PRICE] = word;
  }

  /** Lowest eligible price printed since stops were last elected; 0: none. */
  get printLow(): number {
    return this.words[this.at + PRINT_LOW]!;
  }

  set printLow(word: number) {
    this.words[this.at + PRINT_LOW] = word;
  }

  /** Highest eligible price printed since stops were last elected; 0: none. */
  get printHigh(): number {
    return this.words[this.at + PRINT_HIGH]!;
  }

  set printHigh(word: number) {
    this.words[this.at + PRINT_HIGH] = word;
  }

  /** Trade sequence last issued, low and high word. */
  get tradeLo(): number {
    return this.words[this.at + TRADE_LO]!;
  }

  set tradeLo(word: number) {
    this.words[this.at + TRADE_LO] = word;
  }

  get tradeHi(): number {
    return this.words[this.at + TRADE_HI]!;
  }

  set tradeHi(word: number) {
    this.words[this.at + TRADE_HI] = word;
  }

  /** Whether no order stands anywhere in it. */
  isEmpty(levels: LevelPool): boolean {
    const { bids, asks, buyStops, sellStops } = this;
    return (
      [bids, asks, buyStops, sellStops].every(({ levelCount }) => levelCount === 0) &&
      levels.countOf(this.buyQueue) === 0 &&
      levels.countOf(this.sellQueue) === 0
    );
  }

  /** Gives back what an empty book holds of memory that all share. */
  release(levels: LevelPool, windows: WindowMemory): void {
    levels.release(this.buyQueue);
    levels.release(this.sellQueue);
    this.bids.release(windows);
    this.asks.release(windows);
  }

  ladder(side: Side): PriceLadder {
    return side === Side.BUY ? this.bids : this.asks;
  }

  stops(side: Side): PriceLadder {
    return side === Side.BUY ? this.buyStops : this.sellStops;
  }

  queue(side: Side): number {
    return side === Side.BUY ? this.buyQueue : this.sellQueue;
  }

  /** Sets the price bands; 0: none. What follows from that for orders and quotes is the caller's to do. */
  setBands(lower: number, upper: number): void {
    this.lowerBand = lower;
    this.upperBand = upper;
    this.words[this.at + LOWEST_PRICE] = lower === 0 ? 1 : lower;
    this.words[this.at + HIGHEST_PRICE] = upper === 0 ? MAX_PRICE : upper;
  }

  /** Issues the next entry sequence into `sequenceHi` and `sequenceLo`. */
  stepSequence(): void {
    this.sequenceLo = (this.sequenceLo + 1) | 0;
    if (this.sequenceLo === 0) this.sequenceHi++;
  }

  /** Issues the next trade sequence into `tradeHi` and `tradeLo`. */
  stepTrade(): void {
    this.tradeLo = (this.tradeLo + 1) | 0;
    if (this.tradeLo === 0) this.tradeHi++;
  }

  /** Notes an eligible sale: it sets the last price, and stops are elected by it once the current order is done. */
  print(price: number): void {
    this.lastPrice = price;
    if (this.printHigh < price) this.printHigh = price;
    if (this.printLow === 0 || this.printLow > price) this.printLow = price;
  }
}
