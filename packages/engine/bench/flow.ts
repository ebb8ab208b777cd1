import { MatchingEngine } from '../src/book/matching-engine.ts';
import { GrowingSink } from '../src/host/growing-sink.ts';
import { EventKind, OrderType, Phase, Side, TimeInForce } from '../src/index.ts';
import {
  encodeAddSymbol,
  encodeCancel,
  encodeNewOrder,
  encodeReplace,
  encodeSetPhase,
} from '../src/protocol/command-encoder.ts';
import { EngineEvent } from '../src/protocol/engine-event.ts';
import { SLOT_WORDS } from '../src/protocol/layout.ts';
import { Random } from './random.ts';

/** Offsets in a flow's record of an operation; TRADED is the volume that a correct engine trades on it. */
export const Op = {
  KIND: 0,
  REF: 1,
  SIDE: 2,
  PRICE: 3,
  QUANTITY: 4,
  HANDLE: 5,
  SYMBOL: 6,
  /** Quantity that a correct engine trades on the operation. */
  TRADED: 7,
  WORDS: 8,
} as const;
export const OpKind = { LIMIT: 0, MARKET: 1, CANCEL: 2, REPLACE: 3 } as const;

export interface FlowMix {
  readonly add: number;
  readonly cancel: number;
  readonly replace: number;
  /** Half market orders, half limits that cross by up to three ticks. */
  readonly aggressive: number;
}

/** 55 % passive adds, 35 % cancels of a random live order, 10 % aggressive. */
export const STANDARD_MIX: FlowMix = { add: 0.55, cancel: 0.35, replace: 0, aggressive: 0.1 };
/** As exchange-core publishes: 82 % moves, 9 % adds, 6 % cancels, 3 % aggressive. */
export const REPLACE_MIX: FlowMix = { add: 0.09, cancel: 0.06, replace: 0.82, aggressive: 0.03 };

export interface Flow {
  /** `Op.WORDS` int32 per operation: first the prefill, then the timed part. */
  readonly ops: Int32Array;
  readonly prefill: number;
  readonly timed: number;
  readonly trades: number;
  /** Orders in the book at the end. */
  readonly resting: number;
}

const MIDDLE = 100_000;
export const WINDOW_TICKS = 4096;
/** Handles depend on it: a flow is for engines of this capacity. */
export const ORDER_CAPACITY = 2_097_151;

interface LiveOrder {
  handle: number;
  readonly symbol: number;
  readonly side: Side;
  readonly quantity: number;
  price: number;
}

/** Builds one seeded flow by running it through an engine, which says which orders live and what trades. */
class FlowBuilder {
  readonly ops: Int32Array;
  count = 0;
  trades = 0;
  readonly live: number[] = [];
  readonly #random: Random;
  readonly #symbols: number;
  readonly #engine: MatchingEngine;
  readonly #sink = new GrowingSink();
  readonly #words = new Int32Array(SLOT_WORDS);
  readonly #event = new EngineEvent();
  readonly #where = new Map<number, number>();
  readonly #orders = new Map<number, LiveOrder>();
  #middle = MIDDLE;
  #nextRef = 1;

  constructor(seed: number, operations: number, symbols: number) {
    this.#random = new Random(seed);
    this.#symbols = symbols;
    this.ops = new Int32Array(operations * Op.WORDS);
    this.#engine = new MatchingEngine({ orders: ORDER_CAPACITY, symbols }, this.#sink);
    for (let symbol = 0; symbol < symbols; symbol++) {
      const windowTicks = symbols === 1 ? WINDOW_TICKS : 1024;
      encodeAddSymbol(this.#words, 0, { token: 0, symbol, windowTicks });
      this.#execute();
      encodeSetPhase(this.#words, 0, { token: 0, symbol, phase: Phase.CONTINUOUS });
      this.#execute();
    }
  }

  add(): void {
    const side = this.#random.below(2) as Side;
    const away = 1 + Math.floor(this.#random.exponential(this.#random.unit() < 0.7 ? 8 : 60));
    const symbol = this.#random.below(this.#symbols);
    const price = this.#passive(symbol, side, away);
    this.#order(OpKind.LIMIT, side, price, 1 + this.#random.below(100), symbol);
  }

  /** A price that many ticks from the middle, short of crossing. */
  #passive(symbol: number, side: Side, away: number): number {
    const { bids, asks } = this.#engine.books[symbol]!;
    return side === Side.BUY
      ? Math.min(this.#middle - away, asks.bestKey - 1)
      : Math.max(this.#middle + away, 1 - bids.bestKey);
  }

  aggress(quantity: number): void {
    const side = this.#random.below(2) as Side;
    const symbol = this.#random.below(this.#symbols);
    const book = this.#engine.books[symbol]!;
    const best = side === Side.BUY ? book.asks.bestKey : -book.bids.bestKey;
    const through = this.#random.below(4);
    const isEmpty = Math.abs(best) > 2_000_000_000;
    const price = isEmpty ? this.#middle : side === Side.BUY ? best + through : best - through;
    const kind = this.#random.below(2) === 0 ? OpKind.MARKET : OpKind.LIMIT;
    this.#order(kind, side, kind === OpKind.MARKET ? 0 : Math.max(1, price), quantity, symbol);
  }

  cancel(): void {
    const ref = this.#randomLive();
    const { handle, symbol, side } = this.#orders.get(ref)!;
    this.#write(OpKind.CANCEL, ref, side, 0, 0, handle, symbol);
    encodeCancel(this.#words, 0, { token: 0, symbol, ref, handle });
    this.#execute();
  }

  /** Moves a random order to another passive price, its quantity unchanged: every engine sends it to the back. */
  replace(): void {
    const ref = this.#randomLive();
    const order = this.#orders.get(ref)!;
    const { handle, symbol, side, quantity } = order;
    const away = 1 + Math.floor(this.#random.exponential(30));
    const wish = this.#passive(symbol, side, away);
    const further = side === Side.BUY ? wish - 1 : wish + 1;
    const price = wish === order.price ? further : wish;
    order.price = price;
    this.#write(OpKind.REPLACE, ref, side, price, quantity, handle, symbol);
    encodeReplace(this.#words, 0, { token: 0, symbol, ref, handle, price, quantity });
    this.#execute();
  }

  /** A walk of the middle that stays within twenty ticks, so that a deep book is not eaten by drift. */
  drift(): void {
    if (this.#random.unit() >= 0.02) return;
    const away = this.#middle - MIDDLE;
    if (Math.abs(away) >= 20) this.#middle -= Math.sign(away);
    else this.#middle += this.#random.below(2) === 0 ? 1 : -1;
  }

  chance(): number {
    return this.#random.unit();
  }

  quantityUpTo(most: number): number {
    return 1 + this.#random.below(Math.max(1, Math.ceil(most)));
  }

  #randomLive(): number {
    return this.live[this.#random.below(this.live.length)]!;
  }

  #order(kind: number, side: Side, price: number, quantity: number, symbol: number): void {
    const ref = this.#nextRef++;
    this.#write(kind, ref, side, price, quantity, 0, symbol);
    this.#orders.set(ref, { handle: 0, symbol, side, quantity, price });
    const isMarket = kind === OpKind.MARKET;
    encodeNewOrder(this.#words, 0, {
      token: 0,
      symbol,
      ref,
      side,
      type: isMarket ? OrderType.MARKET : OrderType.LIMIT,
      timeInForce: isMarket ? TimeInForce.DAY : TimeInForce.GTC,
      price,
      quantity,
    });
    this.#execute();
  }

  #write(
    kind: number,
    ref: number,
    side: number,
    price: number,
    quantity: number,
    handle: number,
    symbol: number,
  ): void {
    this.ops.set([kind, ref, side, price, quantity, handle, symbol], this.count++ * Op.WORDS);
  }

  #execute(): void {
    this.#engine.execute(this.#words, 0);
    for (; this.#sink.backlog !== 0; this.#sink.advance()) {
      const event = this.#event;
      event.read(this.#sink.words, this.#sink.peek());
      if (event.kind === EventKind.ACCEPTED) this.#orders.get(event.ref)!.handle = event.handle;
      if (event.kind === EventKind.RESTED) this.#enter(event.ref);
      if (event.kind === EventKind.CANCELLED || event.kind === EventKind.REPLACED)
        this.#leave(event.ref);
      if (event.kind !== EventKind.TRADE) continue;
      this.trades++;
      this.ops[(this.count - 1) * Op.WORDS + Op.TRADED]! += event.quantity;
      if (event.makerLeaves === 0) this.#leave(event.makerRef);
    }
  }

  #enter(ref: number): void {
    this.#where.set(ref, this.live.length);
    this.live.push(ref);
  }

  #leave(ref: number): void {
    const index = this.#where.get(ref);
    if (index === undefined) return;
    const last = this.live.pop()!;
    this.#where.delete(ref);
    if (last === ref) return;
    this.live[index] = last;
    this.#where.set(last, index);
  }
}

/** A flow that keeps about `resting` orders in the book. */
export const buildFlow = (
  resting: number,
  timed: number,
  mix: FlowMix = STANDARD_MIX,
  symbols = 1,
  seed = 42,
): Flow => {
  const builder = new FlowBuilder(seed, timed + 2 * resting + 1000, symbols);
  while (builder.live.length < resting) builder.add();
  const prefill = builder.count;
  const tradesBefore = builder.trades;
  while (builder.count < prefill + timed) {
    builder.drift();
    const dice = builder.chance();
    // Takers eat as much as keeps the book at its size: some two orders each when it is right.
    const appetite = Math.min(400, 110 * (builder.live.length / resting) ** 8);
    if (dice < mix.add || builder.live.length < resting / 2) builder.add();
    else if (dice < mix.add + mix.cancel) builder.cancel();
    else if (dice < mix.add + mix.cancel + mix.replace) builder.replace();
    else builder.aggress(builder.quantityUpTo(2 * appetite));
  }
  return {
    ops: builder.ops.slice(0, builder.count * Op.WORDS),
    prefill,
    timed,
    trades: builder.trades - tradesBefore,
    resting: builder.live.length,
  };
};
