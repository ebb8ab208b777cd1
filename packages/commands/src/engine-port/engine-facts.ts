import {
  alreadyTerminal,
  invariant,
  reject,
  releaseOf,
  type CancelReason,
  type CommandId,
  type OpenOrder,
  type OrderAcceptedFact,
  type RejectCode,
  type TradingState,
} from '@bellwether/domain';
import {
  CancelReason as EngineCancel,
  EventFlag,
  EventKind,
  nameOf,
  RejectReason,
  type EngineEvent,
} from '@bellwether/engine';
import type { Books } from './books.ts';
import { ExecutionFacts, named, tickOf } from './execution-facts.ts';
import { phaseName } from './engine-terms.ts';
import { orderRejected } from './order-rejected.ts';
import { replacedFact } from './replaced-fact.ts';
import type { TradingDays } from './trading-days.ts';
import type { Cause } from './turn.ts';
import type { VenueQuotes } from './venue-quotes.ts';

/** The engine's reasons as facts name them. */
const CANCEL_REASONS: ReadonlyMap<number, CancelReason> = new Map(
  Object.entries(EngineCancel)
    .filter(([name]) => name !== 'NONE')
    .map(([name, code]) => [code, name as CancelReason]),
);

/** Turns what the engine reports into facts, and applies each to the state at once. */
export class EngineFacts {
  readonly #state: TradingState;
  readonly #books: Books;
  readonly #quotes: VenueQuotes;
  readonly #executions: ExecutionFacts;
  /** The order that is being matched, if it has not come to rest yet. */
  #taker = -1;

  constructor(
    partition: number,
    state: TradingState,
    books: Books,
    quotes: VenueQuotes,
    days: TradingDays,
  ) {
    this.#quotes = quotes;
    this.#executions = new ExecutionFacts(partition, state, quotes, days);
    this.#state = state;
    this.#books = books;
  }

  /** Records what an event says with its cause. */
  apply(event: EngineEvent, cause: Cause): void {
    switch (event.kind) {
      case EventKind.ACCEPTED:
        return this.#accepted(event, cause);
      case EventKind.TRADE:
        return (event.flags & EventFlag.EXTERNAL) === 0
          ? this.#traded(event, cause)
          : this.#executed(event, cause);
      case EventKind.CANCELLED:
        return this.#cancelled(event, cause);
      case EventKind.REPLACED:
        return this.#replaced(event, cause);
      case EventKind.TRIGGERED:
        return this.#triggered(event, cause);
      case EventKind.DECREMENTED:
        return this.#decremented(event, cause);
      case EventKind.REFRESHED:
        return this.#refreshed(event, cause);
      case EventKind.REJECTED:
        return this.#rejected(event, cause);
      case EventKind.PHASE_CHANGED:
        return this.#phaseChanged(event, cause);
      case EventKind.UNCROSSED:
        return this.#uncrossed(event, cause);
      case EventKind.RESTED:
      case EventKind.COMPLETED:
        this.#taker = -1;
        return;
      default:
        invariant(
          false,
          `the engine reported ${nameOf(EventKind, event.kind)}, which nothing asked for`,
        );
    }
  }

  /** The order is held since it was approved; only its place in time was still open. */
  #accepted(event: EngineEvent, cause: Cause): void {
    const accepted = takeHeld(cause);
    // It is no fact yet, and what is recorded never changes.
    (accepted.data as { entrySequence: bigint }).entrySequence = BigInt(event.sequence);
    cause.record(accepted);
    this.#taker = event.ref;
  }

  #traded(event: EngineEvent, cause: Cause): void {
    const [taker, maker] = [this.#orderOf(event.ref), this.#orderOf(event.makerRef)];
    cause.record(this.#executions.trade(event, taker, maker));
  }

  /** The order met a venue's quote: on its way in, or where it stood when the quote came. */
  #executed(event: EngineEvent, cause: Cause): void {
    const order = this.#orderOf(event.ref);
    const venue = this.#quotes.venueOf(event.makerRef);
    invariant(venue !== undefined, `the engine names venue ${event.makerRef}, which has no quote`);
    const liquidity = event.ref === this.#taker ? 'ROUTED' : 'MAKER';
    cause.record(this.#executions.atVenue(event, order, venue, liquidity));
  }

  /** Self-trade prevention reports an order that it has reduced to nothing as cancelled with nothing left. */
  #cancelled(event: EngineEvent, cause: Cause): void {
    this.end(this.#orderOf(event.ref), event.reason, cause);
  }

  /** What is left of an order is void. @param code why, as the engine names it. */
  end(order: OpenOrder, code: number, cause: Cause): undefined {
    const reason = CANCEL_REASONS.get(code);
    invariant(reason !== undefined, `an order cannot end for ${nameOf(EngineCancel, code)}`);
    const { side, leaves: quantity, reserved: released } = order;
    cause.record({
      type: 'OrderCancelled',
      data: { ...named(order), side, quantity, released, reason },
    });
  }

  #replaced(event: EngineEvent, cause: Cause): void {
    const order = this.#orderOf(event.ref);
    const { command, receivedAt = 0n } = cause.request ?? {};
    invariant(command?.type === 'ReplaceOrder', 'the engine replaced what nobody asked for');
    const { reserved = 0n, reservedFees = 0n } = cause.replaced ?? {};
    const limitPrice = BigInt(event.price) * tickOf(this.#state, order);
    const replacement = { limitPrice, event, reserved, reservedFees, replacedAt: receivedAt };
    cause.record(replacedFact(order, command.data, replacement));
    this.#taker = event.ref;
  }

  #triggered(event: EngineEvent, cause: Cause): void {
    const order = this.#orderOf(event.ref);
    const stopPrice = BigInt(event.price) * tickOf(this.#state, order);
    const data = { ...named(order), stopPrice, entrySequence: BigInt(event.sequence) };
    cause.record({ type: 'OrderTriggered', data });
    this.#taker = event.ref;
  }

  #decremented(event: EngineEvent, cause: Cause): void {
    const quantity = BigInt(event.quantity);
    this.#decrement(this.#orderOf(event.ref), BigInt(event.leaves), quantity, cause);
    this.#decrement(this.#orderOf(event.makerRef), BigInt(event.makerLeaves), quantity, cause);
  }

  /** The order that reaches zero is cancelled next, with all that it had left. */
  #decrement(order: OpenOrder, leaves: bigint, quantity: bigint, cause: Cause): void {
    if (leaves === 0n) return;
    const released = releaseOf(order, quantity, this.#state.orderFees.get(order.orderId)?.reserved);
    cause.record({
      type: 'OrderDecremented',
      data: { ...named(order), side: order.side, quantity, leaves, released },
    });
  }

  #refreshed(event: EngineEvent, cause: Cause): void {
    const data = {
      ...named(this.#orderOf(event.ref)),
      entrySequence: BigInt(event.sequence),
    };
    cause.record({ type: 'OrderRefreshed', data });
  }

  #phaseChanged(event: EngineEvent, cause: Cause): void {
    const phase = phaseName(event.quantity);
    invariant(phase !== undefined, `the engine is in phase ${event.quantity}`);
    const instrumentId = this.#books.instrumentOf(event.symbol);
    cause.record({ type: 'PhaseChanged', data: { instrumentId, phase } });
  }

  #uncrossed(event: EngineEvent, cause: Cause): void {
    const instrumentId = this.#books.instrumentOf(event.symbol);
    const tickSize = this.#state.instruments.get(instrumentId)?.tickSize ?? 1n;
    const price = event.price === 0 ? {} : { price: BigInt(event.price) * tickSize };
    const data = {
      instrumentId,
      volume: BigInt(event.volume),
      imbalance: BigInt(event.imbalance),
      ...price,
    };
    cause.record({ type: 'AuctionCompleted', data });
  }

  /** The engine refuses only what it cannot hold, what would take, or what is gone by the time the command comes. */
  #rejected(event: EngineEvent, cause: Cause): void {
    const command = cause.request?.command;
    const message = `the engine refused: ${nameOf(RejectReason, event.reason)}`;
    const code: RejectCode =
      event.reason === RejectReason.POST_ONLY_WOULD_TAKE
        ? 'POST_ONLY_WOULD_TAKE'
        : 'ENGINE_REFUSED';
    if (command?.type === 'PlaceOrder') {
      const order = this.#orderOf(event.ref);
      const { validatedAt } = takeHeld(cause).data;
      const refused = { ok: false, stage: 'ENGINE', rejection: reject(code, message) } as const;
      const id = order.orderId as string as CommandId;
      return cause.record(orderRejected(id, command.data, refused, validatedAt));
    }
    invariant(command?.type === 'CancelOrder' || command?.type === 'ReplaceOrder', message);
    const { orderId, accountId } = command.data;
    const rejection =
      event.reason === RejectReason.UNKNOWN_ORDER
        ? alreadyTerminal(orderId)
        : reject(code, message);
    const data = { orderId, accountId, ...rejection };
    cause.record({
      type: command.type === 'CancelOrder' ? 'CancelRejected' : 'ReplaceRejected',
      data,
    });
  }

  #orderOf(ref: number): OpenOrder {
    const order = this.#state.orders.ofRef(ref);
    invariant(order !== undefined, `the engine names order ${ref}, which is not open`);
    return order;
  }
}

/** @throws InvariantViolation where no order is held. */
function takeHeld(cause: Cause): OrderAcceptedFact {
  const { held } = cause;
  invariant(held !== undefined, 'the engine answered an order that is not held');
  cause.held = undefined;
  return held;
}
