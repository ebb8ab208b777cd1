import {
  invariant,
  type InstrumentId,
  type OpenOrder,
  type ReplaceOrderCommand,
  type TradingState,
} from '@bellwether/domain';
import {
  OrderType,
  Phase,
  Side,
  TimeInForce,
  type Engine,
  type EngineEvent,
} from '@bellwether/engine';
import type { EngineFacts } from './engine-facts.ts';
import type { OrderRefs } from './order-refs.ts';
import { Turn } from './turn.ts';

/** Ticks on each side of the price that a book holds in direct-index form. */
const WINDOW_TICKS = 4_096;

/** Token of commands that rebuild books: no client waits for them. */
const NO_SLOT = -1;

const TIMES_IN_FORCE = {
  GTC: TimeInForce.GTC,
  IOC: TimeInForce.IOC,
  FOK: TimeInForce.FOK,
} as const;

/** Speaks to the engine in its own terms: symbols and orders as numbers, prices in ticks. */
export class Matching {
  readonly #engine: Engine;
  readonly #state: TradingState;
  readonly #refs: OrderRefs;
  readonly #facts: EngineFacts;
  readonly #symbols = new Map<
    InstrumentId,
    { readonly index: number; readonly tickSize: bigint }
  >();
  #turn: Turn = new Turn();

  constructor(engine: Engine, state: TradingState, refs: OrderRefs, facts: EngineFacts) {
    this.#engine = engine;
    this.#state = state;
    this.#refs = refs;
    this.#facts = facts;
  }

  /** Opens the books of all instruments of the state, with the orders that rest in them. */
  async openAll(): Promise<void> {
    const byInstrument = Map.groupBy(this.#state.orders.values(), (order) => order.instrumentId);
    for (const instrumentId of this.#state.instruments.keys())
      await this.open(instrumentId, byInstrument.get(instrumentId) ?? []);
  }

  /** Opens an instrument's book. @param orders what rests in it, in any order. */
  async open(instrumentId: InstrumentId, orders: readonly OpenOrder[] = []): Promise<void> {
    const instrument = this.#state.instruments.get(instrumentId);
    invariant(instrument !== undefined, `instrument ${instrumentId} is not admitted`);
    const symbol = this.#symbols.size;
    this.#symbols.set(instrumentId, { index: symbol, tickSize: instrument.tickSize });
    await this.#submit(() =>
      this.#engine.addSymbol({ token: NO_SLOT, symbol, windowTicks: WINDOW_TICKS }),
    );
    const byEntry = orders.toSorted((a, b) => Number(a.entrySequence - b.entrySequence));
    for (const order of byEntry) await this.#restore(order);
    await this.#submit(() =>
      this.#engine.restoreSymbol({
        token: NO_SLOT,
        symbol,
        phase: Phase.CONTINUOUS,
        lastPrice: 0,
        entrySequence: Number(instrument.entrySequence),
        tradeSequence: Number(instrument.trades),
      }),
    );
    await this.settle();
  }

  /** Names the commands that follow: their events go to this turn's slots. */
  beginTurn(turn: Turn): void {
    this.#turn = turn;
  }

  /** Sends an order whose acceptance stands in the state. */
  async place(order: OpenOrder, token: number): Promise<void> {
    const ref = this.#refs.assign(order);
    const terms = { ...this.#terms(order), token, ref, quantity: Number(order.quantity) };
    await this.#submit(() => this.#engine.newOrder(terms));
  }

  async cancel(order: OpenOrder, token: number): Promise<void> {
    const command = { token, symbol: this.#symbolOf(order).index, ref: this.#refOf(order) };
    await this.#submit(() => this.#engine.cancel(command));
  }

  async replace(
    order: OpenOrder,
    terms: ReplaceOrderCommand['data'],
    token: number,
  ): Promise<void> {
    const { index: symbol, tickSize } = this.#symbolOf(order);
    const price = Number(terms.limitPrice / tickSize);
    const command = {
      token,
      symbol,
      ref: this.#refOf(order),
      quantity: Number(terms.quantity),
      price,
    };
    await this.#submit(() => this.#engine.replace(command));
  }

  /** Waits until the engine has answered everything, and applies its answers. */
  async settle(): Promise<void> {
    if (this.#engine.inFlight > 0) await this.#engine.drain(this.#apply);
  }

  readonly #apply = (event: EngineEvent): void => {
    if (event.token === NO_SLOT) return rebuilt(event);
    const slot = this.#turn.slotOf(event.token);
    invariant(slot !== undefined, `the engine answers command ${event.token}, which was not sent`);
    this.#facts.apply(event, slot);
  };

  /** Tries until there is room; reading answers is what makes room. */
  async #submit(send: () => boolean): Promise<void> {
    while (!send()) {
      if (this.#engine.poll(this.#apply) === 0) await this.#engine.ready();
    }
  }

  async #restore(order: OpenOrder): Promise<void> {
    const terms = {
      ...this.#terms(order),
      token: NO_SLOT,
      ref: this.#refs.assign(order),
      quantity: Number(order.quantity),
      openQuantity: Number(order.leaves),
      entrySequence: Number(order.entrySequence),
    };
    await this.#submit(() => this.#engine.restoreOrder(terms));
  }

  #terms(order: OpenOrder): {
    symbol: number;
    side: Side;
    type: OrderType;
    timeInForce: TimeInForce;
    price: number;
  } {
    const { index: symbol, tickSize } = this.#symbolOf(order);
    return {
      symbol,
      side: order.side === 'BUY' ? Side.BUY : Side.SELL,
      type: order.type === 'LIMIT' ? OrderType.LIMIT : OrderType.MARKET,
      timeInForce: TIMES_IN_FORCE[order.timeInForce],
      price: Number(order.limitPrice / tickSize),
    };
  }

  #symbolOf(order: OpenOrder): { readonly index: number; readonly tickSize: bigint } {
    const symbol = this.#symbols.get(order.instrumentId);
    invariant(symbol !== undefined, `the book of ${order.instrumentId} is not open`);
    return symbol;
  }

  #refOf(order: OpenOrder): number {
    const ref = this.#refs.refOf(order);
    invariant(ref !== undefined, `order ${order.orderId} is not with the engine`);
    return ref;
  }
}

/** Rebuilding a book repeats what the engine once accepted: it cannot refuse. */
function rebuilt(event: EngineEvent): void {
  invariant(
    event.reason === 0,
    `the engine refused to rebuild order ${event.ref}: reason ${event.reason}`,
  );
}
