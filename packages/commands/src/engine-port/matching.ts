import { type OpenOrder, type ReplaceOrderCommand, type TradingState } from '@bellwether/domain';
import { CancelReason } from '@bellwether/engine';
import type { EngineFacts } from './engine-facts.ts';
import type { EnginePort } from './engine-port.ts';
import { engineTerms, timeInForceCode } from './engine-terms.ts';
import type { Cause } from './turn.ts';

/** Orders in the engine's own terms: orders as numbers, prices in ticks. */
export class Matching {
  readonly #port: EnginePort;
  readonly #state: TradingState;
  readonly #facts: EngineFacts;

  constructor(port: EnginePort, state: TradingState, facts: EngineFacts) {
    this.#port = port;
    this.#state = state;
    this.#facts = facts;
  }

  /** Sends an order whose acceptance stands in the state; resolves when the engine has it, undefined: at once. */
  place(order: OpenOrder, token: number): Promise<void> | undefined {
    const command = {
      ...engineTerms(this.#state, this.#port.books, order),
      token,
      ref: order.ref,
      quantity: Number(order.quantity),
      minimumQuantity: Number(order.minimumQuantity ?? 0n),
    };
    const { engine } = this.#port;
    if (engine.newOrder(command)) return undefined;
    return this.#port.submit(() => engine.newOrder(command));
  }

  /**
   * Ends an order. Resolves when the engine has it; undefined where that is at once. An order whose book could not be
   * opened is in no engine: it ends by the fact alone.
   */
  cancel(
    order: OpenOrder,
    cause: Cause,
    reason: CancelReason = CancelReason.USER,
  ): Promise<void> | undefined {
    const { engine, books } = this.#port;
    const { instrumentId, ref } = order;
    if (!books.has(instrumentId)) return this.#facts.end(order, reason, cause);
    const command = { token: cause.token, symbol: books.of(instrumentId).index, ref, reason };
    if (engine.cancel(command)) return undefined;
    return this.#port.submit(() => engine.cancel(command));
  }

  /** @param limitPrice limit or collar under the new terms. */
  async replace(
    order: OpenOrder,
    terms: ReplaceOrderCommand['data'],
    limitPrice: bigint,
    token: number,
  ): Promise<void> {
    const { index: symbol, tickSize } = this.#port.books.of(order.instrumentId);
    const { stopPrice, displayQuantity, timeInForce, expiresOn } = terms;
    const command = {
      token,
      symbol,
      ref: order.ref,
      quantity: Number(terms.quantity),
      price: Number(limitPrice / tickSize),
      ...(stopPrice === undefined ? {} : { stopPrice: Number(stopPrice / tickSize) }),
      ...(displayQuantity === undefined ? {} : { displayQuantity: Number(displayQuantity) }),
      ...(timeInForce === undefined && expiresOn === undefined
        ? {}
        : {
            timeInForce: timeInForceCode(timeInForce ?? order.timeInForce),
            expiry: expiresOn ?? order.expiresOn ?? 0,
          }),
    };
    await this.#port.submit(() => this.#port.engine.replace(command));
  }
}
