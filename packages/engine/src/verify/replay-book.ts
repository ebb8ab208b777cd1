import { MatchingEngine } from '../book/matching-engine.ts';
import { OrderWord } from '../book/order-pool.ts';
import { depthOf, type DepthLevel } from '../book/queries.ts';
import { GrowingSink } from '../host/growing-sink.ts';
import {
  EventKind,
  OrderType,
  Phase,
  Side,
  TimeInForce,
  nameOf,
  RejectReason,
} from '../protocol/codes.ts';
import {
  encodeAddSymbol,
  encodeCancel,
  encodeNewOrder,
  encodeReplace,
  encodeSetPhase,
} from '../protocol/command-encoder.ts';
import { EngineEvent } from '../protocol/engine-event.ts';
import { SLOT_WORDS } from '../protocol/layout.ts';

export interface Fill {
  /** The resting order that was hit. */
  readonly ref: number;
  readonly price: number;
  readonly quantity: number;
}

/** The recording asks for something that this book refuses, e.g. a price that would trade or an order that is not there. */
export class ReplayRefusedError extends Error {
  override readonly name = 'ReplayRefusedError';
  readonly code = 'REPLAY_REFUSED';

  constructor(reason: number) {
    super(`the book refused the recorded command: ${nameOf(RejectReason, reason)}`);
  }
}

/** The taker's ref in `execute`; no resting order has it. */
const TAKER_REF = -1;
const token = 0;

/** The production book, driven by recorded market data: one symbol per index, always in continuous trading. */
export class ReplayBook {
  readonly #engine: MatchingEngine;
  readonly #sink = new GrowingSink();
  readonly #words = new Int32Array(SLOT_WORDS);
  readonly #event = new EngineEvent();

  readonly #windowTicks: number;

  /** `windowTicks`: see AddSymbol; in units of the recording's prices. */
  constructor(orders: number, symbols: number, windowTicks: number) {
    this.#windowTicks = windowTicks;
    this.#engine = new MatchingEngine({ orders, symbols }, this.#sink);
  }

  /** Makes a symbol known; doing so twice is no matter. */
  open(symbol: number): void {
    if (this.#engine.books[symbol] !== undefined) return;
    encodeAddSymbol(this.#words, 0, { token, symbol, windowTicks: this.#windowTicks });
    this.#execute();
    encodeSetPhase(this.#words, 0, { token, symbol, phase: Phase.CONTINUOUS });
    this.#execute();
  }

  /** Enters a limit order; what it trades on arrival, which a recording of resting orders should not. Throws ReplayRefusedError. */
  add(symbol: number, ref: number, side: Side, price: number, quantity: number): Fill[] {
    const type = OrderType.LIMIT;
    const timeInForce = TimeInForce.GTC;
    encodeNewOrder(this.#words, 0, {
      token,
      symbol,
      ref,
      side,
      type,
      timeInForce,
      price,
      quantity,
    });
    return this.#execute();
  }

  /** Takes quantity off a resting order, which keeps its place; the last of it removes the order. Throws ReplayRefusedError. */
  reduce(symbol: number, ref: number, quantity: number): void {
    const slot = this.#engine.refs.find(ref);
    const ordered = this.#engine.orderWords[(slot << OrderWord.SHIFT) | OrderWord.ORDERED]!;
    const left = slot === 0 ? 0 : ordered - quantity;
    if (left > 0) encodeReplace(this.#words, 0, { token, symbol, ref, quantity: left });
    else encodeCancel(this.#words, 0, { token, symbol, ref });
    this.#execute();
  }

  /** Throws ReplayRefusedError. */
  remove(symbol: number, ref: number): void {
    encodeCancel(this.#words, 0, { token, symbol, ref });
    this.#execute();
  }

  /** Lets an immediate-or-cancel order of `side` take up to `quantity`, no worse than `limit`. */
  take(symbol: number, side: Side, limit: number, quantity: number): Fill[] {
    const type = OrderType.LIMIT;
    const timeInForce = TimeInForce.IOC;
    const order = {
      token,
      symbol,
      ref: TAKER_REF,
      side,
      type,
      timeInForce,
      price: limit,
      quantity,
    };
    encodeNewOrder(this.#words, 0, order);
    return this.#execute();
  }

  /** Ref of the order that the next taker against `side` would hit first, or undefined. */
  headOf(symbol: number, side: Side): number | undefined {
    const ladder = this.#engine.books[symbol]?.ladder(side);
    if (ladder === undefined || ladder.bestLevel === 0) return undefined;
    const slot = this.#engine.levels.headOf(ladder.bestLevel);
    return this.#engine.orderWords[(slot << OrderWord.SHIFT) | OrderWord.REF];
  }

  /** Open quantity of a live order, else 0. */
  openOf(ref: number): number {
    const slot = this.#engine.refs.find(ref);
    if (slot === 0) return 0;
    return this.#engine.orderWords[(slot << OrderWord.SHIFT) | OrderWord.SHOWN]!;
  }

  /** Aggregated levels, best first. */
  levels(symbol: number, side: Side, most: number): readonly DepthLevel[] {
    const { bids, asks } = depthOf(this.#engine, symbol, most);
    return side === Side.BUY ? bids : asks;
  }

  /** Shown quantity at a price. */
  quantityAt(symbol: number, side: Side, price: number): number {
    const ladder = this.#engine.books[symbol]!.ladder(side);
    const level = ladder.find(price * ladder.sign);
    return level === 0 ? 0 : this.#engine.totals[level << 1]!;
  }

  /** Refs of all orders at a price. */
  refsAt(symbol: number, side: Side, price: number): number[] {
    const ladder = this.#engine.books[symbol]!.ladder(side);
    const refs: number[] = [];
    let slot = this.#engine.levels.headOf(ladder.find(price * ladder.sign));
    while (slot !== 0) {
      refs.push(this.#engine.orderWords[(slot << OrderWord.SHIFT) | OrderWord.REF]!);
      slot = this.#engine.orderWords[(slot << OrderWord.SHIFT) | OrderWord.NEXT]!;
    }
    return refs;
  }

  #execute(): Fill[] {
    this.#engine.execute(this.#words, 0);
    const fills: Fill[] = [];
    let refused = 0;
    for (; this.#sink.backlog !== 0; this.#sink.advance()) {
      const event = this.#event;
      event.read(this.#sink.words, this.#sink.peek());
      if (event.kind === EventKind.REJECTED) refused = event.reason;
      if (event.kind !== EventKind.TRADE) continue;
      fills.push({ ref: event.makerRef, price: event.price, quantity: event.quantity });
    }
    if (refused !== 0) throw new ReplayRefusedError(refused);
    return fills;
  }
}
