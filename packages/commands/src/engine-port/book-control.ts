import {
  ceilDiv,
  MAX_PRICE_TICKS,
  type BookStep,
  type CivilDate,
  type InstrumentId,
  type OpenOrder,
  type Phase,
  type TradingState,
} from '@bellwether/domain';
import { CancelReason, Side } from '@bellwether/engine';
import type { EnginePort } from './engine-port.ts';
import { instrumentOf, type BookOpening } from './book-opening.ts';
import type { EngineFacts } from './engine-facts.ts';
import { phaseCode } from './engine-terms.ts';
import type { Cause } from './turn.ts';
import type { CountedQuote } from './venue-quotes.ts';

/**
 * Books as a whole, as they are open: takes them through their phases, and ends what is over. What the engine refuses is kept
 * by the port (`takeRefusals`); the methods then return false, and the book is as it was.
 */
export class BookControl {
  readonly #port: EnginePort;
  readonly #state: TradingState;
  readonly #facts: EngineFacts;
  readonly #opening: BookOpening;

  constructor(port: EnginePort, state: TradingState, facts: EngineFacts, opening: BookOpening) {
    this.#port = port;
    this.#state = state;
    this.#facts = facts;
    this.#opening = opening;
  }

  /** Does one thing to the book as a whole, and waits until it is done. */
  step(instrumentId: InstrumentId, step: BookStep, { token }: Cause): Promise<boolean> {
    if (step.do === 'enter') return this.#enter(instrumentId, step.phase, token);
    if (step.do === 'uncross') return this.#uncross(instrumentId, step.next, token);
    const through = this.#state.session.date ?? 0;
    return this.#expire(instrumentId, { day: true, through, token });
  }

  /** Ends GTD orders whose last day is `through` or before it. */
  async expire(instrumentId: InstrumentId, through: CivilDate, cause: Cause): Promise<void> {
    if (this.#opening.isOpen(instrumentId)) {
      await this.#expire(instrumentId, { day: false, through, token: cause.token });
      return;
    }
    for (const order of this.#state.orders.ofInstrument(instrumentId))
      if (order.timeInForce === 'GTD' && (order.expiresOn ?? 0) <= through)
        this.end(order, CancelReason.EXPIRED, cause);
  }

  /** Ends all orders of an instrument and closes its book. */
  async endAll(instrumentId: InstrumentId, reason: CancelReason, cause: Cause): Promise<void> {
    for (const order of await this.#opening.close(instrumentId)) this.end(order, reason, cause);
  }

  /** Ends an order that is in no book. */
  end(order: OpenOrder, reason: CancelReason, cause: Cause): void {
    this.#facts.end(order, reason, cause);
  }

  /** Stops trading where it stands; the book keeps its orders. A day that is over needs no halt. */
  async hold(instrumentId: InstrumentId, { token }: Cause): Promise<void> {
    const { phase } = instrumentOf(this.#state, instrumentId);
    if (this.#opening.isOpen(instrumentId) && phase !== 'HALTED' && phase !== 'POST_CLOSE')
      await this.#enter(instrumentId, 'HALTED', token);
  }

  /**
   * Makes a venue's bid and offer liquidity of the book: no order trades through them. They are counted in whole ticks, never
   * better than they were quoted.
   */
  async quote(
    { instrumentId, venue, quote: { bid, bidQuantity, offer, offerQuantity } }: CountedQuote,
    { token }: Cause,
  ): Promise<void> {
    const { engine, books } = this.#port;
    const { index: symbol, tickSize } = books.of(instrumentId);
    const sides = [
      { side: Side.BUY, ticks: bid / tickSize, quantity: bidQuantity },
      { side: Side.SELL, ticks: ceilDiv(offer, tickSize), quantity: offerQuantity },
    ];
    for (const { side, ticks, quantity } of sides) {
      const counted = { price: Number(ticks), quantity: ticks === 0n ? 0 : Number(quantity) };
      const command = { token, symbol, venue, side, ...counted };
      await this.#port.submit(() => engine.externalQuote(command));
    }
  }

  /**
   * Sets the prices between which the instrument may trade, 1/10 000 USD; 0: no bound. The fact comes before what follows
   * from it: wider bands let standing orders take quotes at once. What the engine will refuse is no fact.
   */
  async setBands(
    instrumentId: InstrumentId,
    bands: { readonly lower: bigint; readonly upper: bigint },
    cause: Cause,
  ): Promise<void> {
    const { engine, books } = this.#port;
    const { index: symbol, tickSize } = books.of(instrumentId);
    const [lower, upper] = [bands.lower / tickSize, bands.upper / tickSize];
    const isInOrder = lower === 0n || upper === 0n || lower <= upper;
    if (isInOrder && lower <= MAX_PRICE_TICKS && upper <= MAX_PRICE_TICKS)
      cause.record({ type: 'BandsSet', data: { instrumentId, ...bands } });
    const ticks = { lower: Number(lower), upper: Number(upper) };
    await this.#port.carryOut(() => engine.setBands({ token: cause.token, symbol, ...ticks }));
  }

  /** Forgets the last sale: a new day has none yet. */
  async forgetLastSale(instrumentId: InstrumentId, token: number): Promise<void> {
    const { engine, books } = this.#port;
    const symbol = books.of(instrumentId).index;
    await this.#port.submit(() => engine.print({ token, symbol, price: 0 }));
  }

  #enter(instrumentId: InstrumentId, phase: Phase, token: number): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol } = books.of(instrumentId);
    return this.#port.carryOut(() => engine.setPhase({ token, symbol, phase: phaseCode(phase) }));
  }

  /**
   * A market order trades at the auction's price only within the collar that its money was reserved for: those that
   * the indicated price would take beyond theirs are cancelled first, which may move the price, until it suits all.
   */
  async #uncross(instrumentId: InstrumentId, next: Phase, token: number): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol, tickSize } = books.of(instrumentId);
    const { referencePrice } = instrumentOf(this.#state, instrumentId);
    const command = {
      token,
      symbol,
      referencePrice: Number(referencePrice / tickSize),
      nextPhase: phaseCode(next),
    };
    for (;;) {
      const isIndicated = await this.#port.carryOut(() =>
        engine.uncross({ ...command, indicative: true }),
      );
      if (!isIndicated) return false;
      const beyond = this.#beyondCollar(instrumentId, BigInt(this.#port.indicated) * tickSize);
      if (beyond.length === 0) break;
      for (const order of beyond) {
        const { ref } = order;
        const reason = CancelReason.COLLAR;
        await this.#port.submit(() => engine.cancel({ token, symbol, ref, reason }));
      }
      await this.#port.settle();
    }
    return this.#port.carryOut(() => engine.uncross(command));
  }

  #beyondCollar(instrumentId: InstrumentId, price: bigint): readonly OpenOrder[] {
    if (price === 0n) return [];
    return this.#state.orders
      .ofInstrument(instrumentId)
      .filter(
        (order) =>
          order.type === 'MARKET' &&
          (order.side === 'BUY' ? order.limitPrice < price : order.limitPrice > price),
      );
  }

  #expire(
    instrumentId: InstrumentId,
    terms: { readonly day: boolean; readonly through: number; readonly token: number },
  ): Promise<boolean> {
    const { engine, books } = this.#port;
    const { index: symbol } = books.of(instrumentId);
    return this.#port.carryOut(() => engine.expire({ symbol, ...terms }));
  }
}
