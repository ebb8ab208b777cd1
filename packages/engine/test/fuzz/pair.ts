import { MatchingEngine } from '../../src/book/matching-engine.ts';
import { OrderWord, type OrderPool } from '../../src/book/order-pool.ts';
import type { SymbolBook } from '../../src/book/symbol-book.ts';
import { forEachOrder } from '../../src/book/walk.ts';
import { GrowingSink } from '../../src/host/growing-sink.ts';
import { EventKind, MAX_VENUES, nameOf } from '../../src/index.ts';
import { EngineEvent } from '../../src/protocol/engine-event.ts';
import { SLOT_WORDS, joinSequence } from '../../src/protocol/layout.ts';
import { encodeCommand, type Command } from '../reference/command.ts';
import type { Order, SymbolModel, Told } from '../reference/model.ts';
import { ReferenceEngine } from '../reference/reference-engine.ts';
import { checkInvariants } from './invariants.ts';
import { Ledger } from './ledger.ts';

const O = OrderWord;
export const CAPACITY = { orders: 60, symbols: 4 } as const;

/** The production engine and the reference side by side. */
export class Pair {
  engine: MatchingEngine;
  readonly sink: GrowingSink = new GrowingSink();
  readonly reference: ReferenceEngine = new ReferenceEngine(CAPACITY.orders);
  readonly handles: Map<number, number> = new Map();
  readonly #words = new Int32Array(SLOT_WORDS);
  readonly #event = new EngineEvent();
  readonly #ledger = new Ledger();
  /** Events of each kind seen, so that a run can show what it covered. */
  readonly seen: Map<string, number> = new Map();

  constructor() {
    this.engine = new MatchingEngine(CAPACITY, this.sink);
  }

  /** Executes on both; throws at the first difference in events, state, invariants or quantity. */
  step(command: Command, byHandle: boolean): void {
    const ref = 'ref' in command.with ? command.with.ref : 0;
    const stale = 'stale' in command && command.stale === true;
    const handle = this.handles.get(ref) ?? 0;
    encodeCommand(this.#words, command, stale ? handle ^ (1 << 20) : byHandle ? handle : 0);
    const expected = this.reference.execute(command).map(toldLine);
    this.engine.execute(this.#words, 0);
    const actual = this.#takeEvents();
    same('events', actual, expected);
    checkInvariants(this.engine);
    this.#ledger.compare(this.engine);
    this.compareState();
  }

  compareState(): void {
    for (const [symbol, model] of this.reference.symbols) {
      const book = this.engine.books[symbol]!;
      same(`symbol ${symbol}`, symbolLine(book), modelLine(model));
      const actual: string[] = [];
      forEachOrder(this.engine, book, (slot) => actual.push(slotLine(this.engine.orders, slot)));
      same(`orders of ${symbol}`, actual, model.inOrder().map(orderLine));
    }
  }

  #takeEvents(): string[] {
    const lines: string[] = [];
    for (; this.sink.backlog !== 0; this.sink.advance()) {
      const event = this.#event;
      event.read(this.sink.words, this.sink.peek());
      lines.push(eventLine(event));
      this.#ledger.apply(event);
      const name = nameOf(EventKind, event.kind);
      this.seen.set(name, (this.seen.get(name) ?? 0) + 1);
      if (event.kind === EventKind.ACCEPTED) this.handles.set(event.ref, event.handle);
      else if (event.handle !== 0 && event.kind !== EventKind.REJECTED) {
        if (this.handles.get(event.ref) !== event.handle)
          throw new Error('an order changed its handle');
      }
    }
    return lines;
  }
}

const same = (what: string, actual: readonly string[], expected: readonly string[]): void => {
  const i = actual.findIndex((line, j) => line !== expected[j]);
  if (i < 0 && actual.length === expected.length) return;
  const at = i < 0 ? Math.min(actual.length, expected.length) : i;
  throw new Error(
    `${what} differ at ${at}\n  engine:    ${actual[at]}\n  reference: ${expected[at]}`,
  );
};

const isAuctionResult = (kind: number): boolean =>
  kind === EventKind.UNCROSSED || kind === EventKind.INDICATIVE;

const eventLine = (e: EngineEvent): string => {
  const makerRef = isAuctionResult(e.kind) ? e.imbalance : e.makerRef;
  return `${e.kind} ${e.reason} ${e.flags} ${e.side} ${e.ref} ${e.price} ${e.quantity} ${e.leaves} ${e.shown} ${e.sequence} ${makerRef} ${e.makerLeaves} ${e.makerShown}`;
};

const toldLine = (t: Told): string =>
  `${t.kind} ${t.reason ?? 0} ${t.flags ?? 0} ${t.side ?? 0} ${t.ref ?? 0} ${t.price ?? 0} ${t.quantity ?? 0} ${t.leaves ?? 0} ${t.shown ?? 0} ${t.sequence ?? 0} ${t.makerRef ?? 0} ${t.makerLeaves ?? 0} ${t.makerShown ?? 0}`;

const WHERE = { book: 2, stops: 3, queue: 4, flight: 1 } as const;

const slotLine = (pool: OrderPool, slot: number): string => {
  const w = pool.words;
  const o = slot << O.SHIFT;
  const meta = w[o | O.META]! & 0xffff;
  const sequence = joinSequence(w[o | O.SEQUENCE_HI]!, w[o | O.SEQUENCE_LO]!);
  return `${meta} ${w[o | O.REF]} ${w[o | O.PRICE]} ${w[o | O.STOP_PRICE]} ${w[o | O.SHOWN]} ${w[o | O.HIDDEN]} ${w[o | O.ORDERED]} ${w[o | O.DISPLAY]} ${w[o | O.STP_GROUP]} ${w[o | O.EXPIRY]} ${sequence}`;
};

const orderLine = (o: Order): string => {
  const meta =
    o.side |
    (Number(o.postOnly) << 1) |
    (o.type << 2) |
    (o.timeInForce << 4) |
    (o.stpMode << 8) |
    (WHERE[o.where] << 12);
  return `${meta} ${o.ref} ${o.price} ${o.stopPrice} ${o.shown} ${o.open - o.shown} ${o.ordered} ${o.display} ${o.stpGroup} ${o.expiry} ${o.sequence}`;
};

const symbolLine = (b: SymbolBook): string[] => {
  const quotes: string[] = [];
  for (let i = 0; i < 2 * MAX_VENUES; i++) {
    if (b.quotes.quantities[i] !== 0)
      quotes.push(`${i}:${b.quotes.quantities[i]}@${b.quotes.prices[i]}`);
  }
  const sequence = joinSequence(b.sequenceHi, b.sequenceLo);
  const trades = joinSequence(b.tradeHi, b.tradeLo);
  return [
    `${b.phase} ${b.lastPrice} ${b.lowerBand} ${b.upperBand} ${sequence} ${trades}`,
    ...quotes,
  ];
};

const modelLine = (m: SymbolModel): string[] => {
  const quotes = m.quotes
    .map((q) => ({ ...q, index: q.side * MAX_VENUES + q.venue }))
    .sort((a, b) => a.index - b.index)
    .map((q) => `${q.index}:${q.quantity}@${q.price}`);
  return [`${m.phase} ${m.last} ${m.lower} ${m.upper} ${m.sequence} ${m.trades}`, ...quotes];
};
