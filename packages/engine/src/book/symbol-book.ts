import { MAX_PRICE, Phase, Side } from '../protocol/codes.ts';
import { NO_QUOTES, type ExternalQuotes } from './external-quotes.ts';
import type { LevelPool } from './level-pool.ts';
import { PriceLadder } from './price-ladder.ts';
import type { WindowMemory } from './window-memory.ts';

/** Parameters of a symbol, fixed for its life. */
export interface SymbolParameters {
  readonly windowTicks: number;
  readonly roundLot: number;
  readonly priceIncrement: number;
}

/** All that belongs to one symbol. Orders and levels themselves are in the engine's shared pools. */
export class SymbolBook {
  declare readonly symbol: number;
  declare readonly parameters: SymbolParameters;
  declare readonly roundLot: number;
  declare readonly priceIncrement: number;
  phase: Phase = Phase.CLOSED;
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
  /** Last eligible sale, 0: none yet. */
  lastPrice = 0;
  /** Price bands as they were set, 0: none. */
  lowerBand = 0;
  upperBand = 0;
  /** The same as the lowest and highest price that a trade may have. */
  lowestPrice = 1;
  highestPrice: number = MAX_PRICE;
  /** Eligible prices printed since stops were last elected; 0: none. */
  printLow = 0;
  printHigh = 0;
  sequenceLo = 0;
  sequenceHi = 0;
  tradeLo = 0;
  tradeHi = 0;

  constructor(
    symbol: number,
    parameters: SymbolParameters,
    levels: LevelPool,
    windows: WindowMemory,
  ) {
    this.symbol = symbol;
    this.parameters = parameters;
    this.roundLot = parameters.roundLot;
    this.priceIncrement = parameters.priceIncrement;
    this.bids = new PriceLadder(levels, windows, -1, parameters.windowTicks);
    this.asks = new PriceLadder(levels, windows, 1, parameters.windowTicks);
    this.ladders = [this.bids, this.asks];
    this.buyStops = new PriceLadder(levels, windows, 1, 0);
    this.sellStops = new PriceLadder(levels, windows, -1, 0);
    this.buyQueue = levels.allocate(0);
    this.sellQueue = levels.allocate(0);
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
    this.bids.window.release(windows);
    this.asks.window.release(windows);
  }

  ladder(side: Side): PriceLadder {
    return this.ladders[side];
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
    this.lowestPrice = lower === 0 ? 1 : lower;
    this.highestPrice = upper === 0 ? MAX_PRICE : upper;
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
