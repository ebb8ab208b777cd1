import {
  alreadyTerminal,
  confirmEntry,
  evolve,
  invariant,
  reject,
  withdrawAcceptance,
  type CancelReason,
  type OpenOrder,
  type OrderRejectedFact,
  type TradeExecutedFact,
  type TradeId,
  type TradingState,
} from '@bellwether/domain';
import {
  CancelReason as EngineCancel,
  EventFlag,
  EventKind,
  nameOf,
  RejectReason,
  Side,
  type EngineEvent,
} from '@bellwether/engine';
import type { OrderRefs } from './order-refs.ts';
import type { Slot } from './turn.ts';

/** The engine's reasons as facts name them. */
const CANCEL_REASONS: ReadonlyMap<number, CancelReason> = new Map([
  [EngineCancel.USER, 'USER'],
  [EngineCancel.IOC, 'IOC'],
  [EngineCancel.FOK, 'FOK'],
  [EngineCancel.NO_LIQUIDITY, 'NO_LIQUIDITY'],
  [EngineCancel.COLLAR, 'COLLAR'],
]);

/** Turns what the engine reports into facts, and applies each to the state at once. */
export class EngineFacts {
  readonly #partition: number;
  readonly #state: TradingState;
  readonly #refs: OrderRefs;

  constructor(partition: number, state: TradingState, refs: OrderRefs) {
    this.#partition = partition;
    this.#state = state;
    this.#refs = refs;
  }

  /** @param slot the command that caused the event. */
  apply(event: EngineEvent, slot: Slot): void {
    switch (event.kind) {
      case EventKind.ACCEPTED:
        return this.#accepted(event, slot);
      case EventKind.TRADE:
        return this.#traded(event, slot);
      case EventKind.CANCELLED:
        return this.#cancelled(event, slot);
      case EventKind.REPLACED:
        return this.#replaced(event, slot);
      case EventKind.REJECTED:
        return this.#rejected(event, slot);
      case EventKind.RESTED:
      case EventKind.COMPLETED:
        return;
      default:
        invariant(
          false,
          `the engine reported ${nameOf(EventKind, event.kind)}, which nothing asked for`,
        );
    }
  }

  /** The order stands in the state since it was approved; only its place in time was still open. */
  #accepted(event: EngineEvent, slot: Slot): void {
    const entrySequence = BigInt(event.sequence);
    confirmEntry(this.#state, this.#orderOf(event.ref), entrySequence);
    const [fact] = slot.facts;
    invariant(fact?.type === 'OrderAccepted', 'the engine accepted what was not an order');
    slot.facts[0] = { type: 'OrderAccepted', data: { ...fact.data, entrySequence } };
  }

  #traded(event: EngineEvent, slot: Slot): void {
    const [taker, maker] = [this.#orderOf(event.ref), this.#orderOf(event.makerRef)];
    const takerBuys = event.side === Side.BUY;
    const [buy, sell] = takerBuys ? [taker, maker] : [maker, taker];
    const [buyLeaves, sellLeaves] = takerBuys
      ? [event.leaves, event.makerLeaves]
      : [event.makerLeaves, event.leaves];
    const fact: TradeExecutedFact = {
      type: 'TradeExecuted',
      data: {
        tradeId: `${this.#partition}-${this.#state.trades + 1n}` as TradeId,
        instrumentId: taker.instrumentId,
        price: BigInt(event.price) * this.#tickOf(taker),
        quantity: BigInt(event.quantity),
        aggressor: taker.side,
        buyOrderId: buy.orderId,
        buyAccountId: buy.accountId,
        buyLeaves: BigInt(buyLeaves),
        buyReleased: buy.limitPrice * BigInt(event.quantity),
        sellOrderId: sell.orderId,
        sellAccountId: sell.accountId,
        sellLeaves: BigInt(sellLeaves),
      },
    };
    this.#record(fact, slot);
    if (event.leaves === 0) this.#refs.release(taker);
    if (event.makerLeaves === 0) this.#refs.release(maker);
  }

  #cancelled(event: EngineEvent, slot: Slot): void {
    const order = this.#orderOf(event.ref);
    const { orderId, accountId, instrumentId, side } = order;
    const quantity = BigInt(event.quantity);
    const reason = CANCEL_REASONS.get(event.reason);
    invariant(
      reason !== undefined,
      `the engine cancelled for ${nameOf(EngineCancel, event.reason)}`,
    );
    this.#record(
      {
        type: 'OrderCancelled',
        data: {
          orderId,
          accountId,
          instrumentId,
          side,
          quantity,
          released: order.reserved,
          reason,
        },
      },
      slot,
    );
    this.#refs.release(order);
  }

  #replaced(event: EngineEvent, slot: Slot): void {
    const order = this.#orderOf(event.ref);
    const limitPrice = BigInt(event.price) * this.#tickOf(order);
    const leaves = BigInt(event.quantity) - (order.quantity - order.leaves);
    this.#record(
      {
        type: 'OrderReplaced',
        data: {
          orderId: order.orderId,
          accountId: order.accountId,
          instrumentId: order.instrumentId,
          side: order.side,
          quantity: BigInt(event.quantity),
          leaves,
          previousLeaves: order.leaves,
          limitPrice,
          reserved: order.side === 'BUY' ? limitPrice * leaves : 0n,
          previouslyReserved: order.reserved,
          priorityKept: (event.flags & EventFlag.PRIORITY_KEPT) !== 0,
          entrySequence: BigInt(event.sequence),
        },
      },
      slot,
    );
  }

  /** The engine refuses only what it cannot hold, or what is gone by the time the command reaches it. */
  #rejected(event: EngineEvent, slot: Slot): void {
    const { command } = slot.request;
    const message = `the engine refused: ${nameOf(RejectReason, event.reason)}`;
    if (command.type === 'PlaceOrder') {
      const order = this.#orderOf(event.ref);
      withdrawAcceptance(this.#state, order);
      this.#refs.release(order);
      slot.facts.length = 0;
      return this.#record(rejectedByEngine(order, message), slot);
    }
    invariant(command.type === 'CancelOrder' || command.type === 'ReplaceOrder', message);
    const { orderId, accountId } = command.data;
    const rejection =
      event.reason === RejectReason.UNKNOWN_ORDER
        ? alreadyTerminal(orderId)
        : reject('ENGINE_REFUSED', message);
    const data = { orderId, accountId, ...rejection };
    this.#record(
      { type: command.type === 'CancelOrder' ? 'CancelRejected' : 'ReplaceRejected', data },
      slot,
    );
  }

  #record(fact: Slot['facts'][number], slot: Slot): void {
    evolve(this.#state, fact);
    slot.facts.push(fact);
  }

  #orderOf(ref: number): OpenOrder {
    const order = this.#refs.orderOf(ref);
    invariant(order !== undefined, `the engine names order ${ref}, which is not open`);
    return order;
  }

  #tickOf(order: OpenOrder): bigint {
    const instrument = this.#state.instruments.get(order.instrumentId);
    invariant(instrument !== undefined, `order ${order.orderId} has no instrument`);
    return instrument.tickSize;
  }
}

function rejectedByEngine(order: OpenOrder, message: string): OrderRejectedFact {
  const { orderId, accountId, instrumentId, side, type, timeInForce, quantity, limitPrice } = order;
  return {
    type: 'OrderRejected',
    data: {
      orderId,
      accountId,
      instrumentId,
      side,
      type,
      timeInForce,
      quantity,
      limitPrice,
      stage: 'ENGINE',
      code: 'ENGINE_REFUSED',
      message,
    },
  };
}
