import { stateHash } from '../../src/book/state-hash.ts';
import { MatchingEngine } from '../../src/book/matching-engine.ts';
import {
  OrderType,
  Phase,
  TimeInForce,
  createInlineEngine,
  EventKind,
  type EngineEvent,
} from '../../src/index.ts';
import {
  encodeAddSymbol,
  encodeCancel,
  encodeNewOrder,
  encodeReplace,
  encodeSetPhase,
} from '../../src/protocol/command-encoder.ts';
import { EventSink } from '../../src/protocol/event-sink.ts';
import { EventWord, SLOT_SHIFT, SLOT_WORDS } from '../../src/protocol/layout.ts';
import { ORDER_CAPACITY, Op, OpKind, WINDOW_TICKS } from '../flow.ts';
import type { BookFactory } from './book.ts';

const { HEAD, QUANTITY } = EventWord;
const EVENT_SLOTS = 4096;

/**
 * Events into memory that is used over and over, as in a ring whose reader keeps up. One class whether it counts or not, for
 * the compiler knows the engine with one kind of sink, as in production.
 */
class WrappingSink extends EventSink {
  readonly #counts: boolean;
  #volume = 0;

  /** `counts`: add up what traded before it is overwritten. */
  constructor(counts: boolean) {
    super(new Int32Array(EVENT_SLOTS * SLOT_WORDS));
    this.limit = this.words.length;
    this.#counts = counts;
  }

  protected override makeRoom(): void {
    if (this.#counts) this.#count();
    this.at = 0;
  }

  /** What has traded. */
  get volume(): number {
    this.#count();
    this.at = 0;
    return this.#volume;
  }

  #count(): void {
    for (let at = 0; at < this.at; at += SLOT_WORDS) {
      if ((this.words[at | HEAD]! & 255) === EventKind.TRADE)
        this.#volume += this.words[at | QUANTITY]!;
    }
  }
}

const symbolsIn = (ops: Int32Array): number => {
  let most = 0;
  for (let at = 0; at < ops.length; at += Op.WORDS) most = Math.max(most, ops[at + Op.SYMBOL]!);
  return most + 1;
};

/** The commands as slots, as the engine thread finds them in its ring. */
const encodeAll = (ops: Int32Array): Int32Array => {
  const count = ops.length / Op.WORDS;
  const words = new Int32Array(count * SLOT_WORDS);
  for (let i = 0; i < count; i++) {
    const [kind, ref, side, price, quantity, handle, symbol] = ops.subarray(
      i * Op.WORDS,
    ) as unknown as [number, number, 0 | 1, number, number, number, number];
    const at = i << SLOT_SHIFT;
    const token = i | 0;
    if (kind === OpKind.CANCEL) encodeCancel(words, at, { token, symbol, ref, handle });
    else if (kind === OpKind.REPLACE) {
      encodeReplace(words, at, { token, symbol, ref, handle, price, quantity });
    } else {
      const isMarket = kind === OpKind.MARKET;
      const type = isMarket ? OrderType.MARKET : OrderType.LIMIT;
      const timeInForce = isMarket ? TimeInForce.DAY : TimeInForce.GTC;
      encodeNewOrder(words, at, { token, symbol, ref, side, type, timeInForce, price, quantity });
    }
  }
  return words;
};

const openEngine = (symbols: number, sink: EventSink): MatchingEngine => {
  const engine = new MatchingEngine({ orders: ORDER_CAPACITY, symbols }, sink);
  const words = new Int32Array(SLOT_WORDS);
  for (let symbol = 0; symbol < symbols; symbol++) {
    const windowTicks = symbols === 1 ? WINDOW_TICKS : 1024;
    encodeAddSymbol(words, 0, { token: 0, symbol, windowTicks });
    engine.execute(words, 0);
    encodeSetPhase(words, 0, { token: 0, symbol, phase: Phase.CONTINUOUS });
    engine.execute(words, 0);
  }
  return engine;
};

/**
 * The matching engine as its thread runs it: command slots in, event slots out. Reading the events is another thread's
 * work, so that what traded is counted afterwards, by a second engine that must come to the same state.
 */
export const bellwether: BookFactory = (ops) => {
  const commands = encodeAll(ops);
  const symbols = symbolsIn(ops);
  const engine = openEngine(symbols, new WrappingSink(false));
  let executed = 0;
  return {
    run(from: number, to: number): void {
      for (let i = from; i < to; i++) engine.execute(commands, i << SLOT_SHIFT);
      executed = to;
    },
    volume(): number {
      const sink = new WrappingSink(true);
      const second = openEngine(symbols, sink);
      for (let i = 0; i < executed; i++) second.execute(commands, i << SLOT_SHIFT);
      return stateHash(second) === stateHash(engine) ? sink.volume : Number.NaN;
    },
  };
};

/** The same through the host's door: objects in, every event handed to a handler. */
export const bellwetherDoor: BookFactory = (ops) => {
  const engine = createInlineEngine({ orderCapacity: ORDER_CAPACITY, symbolCapacity: 1 });
  engine.addSymbol({ token: 0, symbol: 0, windowTicks: WINDOW_TICKS });
  engine.setPhase({ token: 0, symbol: 0, phase: Phase.CONTINUOUS });
  let volume = 0;
  const onEvent = (e: EngineEvent): void => {
    if (e.kind === EventKind.TRADE) volume += e.quantity;
  };
  const order = {
    token: 0,
    symbol: 0,
    ref: 0,
    side: 0 as 0 | 1,
    type: 1 as 0 | 1,
    timeInForce: 1 as 0 | 1,
    price: 0,
    quantity: 0,
  };
  const cancel = { token: 0, symbol: 0, ref: 0, handle: 0 };
  const replace = { token: 0, symbol: 0, ref: 0, handle: 0, price: 0, quantity: 0 };
  const submit = (at: number): void => {
    const kind = ops[at + Op.KIND]!;
    const into = kind === OpKind.CANCEL ? cancel : kind === OpKind.REPLACE ? replace : order;
    into.ref = ops[at + Op.REF]!;
    if (into === cancel) {
      cancel.handle = ops[at + Op.HANDLE]!;
      engine.cancel(cancel);
    } else if (into === replace) {
      replace.handle = ops[at + Op.HANDLE]!;
      replace.price = ops[at + Op.PRICE]!;
      replace.quantity = ops[at + Op.QUANTITY]!;
      engine.replace(replace);
    } else {
      order.side = ops[at + Op.SIDE]! as 0 | 1;
      order.type = kind === OpKind.MARKET ? OrderType.MARKET : OrderType.LIMIT;
      order.timeInForce = kind === OpKind.MARKET ? TimeInForce.DAY : TimeInForce.GTC;
      order.price = ops[at + Op.PRICE]!;
      order.quantity = ops[at + Op.QUANTITY]!;
      engine.newOrder(order);
    }
  };
  return {
    run(from: number, to: number): void {
      for (let i = from; i < to; i++) {
        submit(i * Op.WORDS);
        engine.poll(onEvent);
      }
    },
    volume: () => volume,
  };
};
