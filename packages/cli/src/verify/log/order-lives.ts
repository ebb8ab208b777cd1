import type { Fact } from '@bellwether/projections';
import { sideOf, type DataOf } from './fact-words.ts';

/** An order as the facts tell it. */
export interface Order {
  readonly orderId: string;
  readonly accountId: string;
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: string;
  timeInForce: string;
  quantity: bigint;
  executed: bigint;
  leaves: bigint;
  cancelled: bigint;
  limitPrice: bigint;
  displayQuantity: bigint | undefined;
  /** Part of the leaves that the book shows. */
  shown: bigint;
  /** Last day of a GTD order, days since 1970. */
  expiresOn: number | undefined;
  /** In the words of the read model. */
  status: string;
}

const NOTHING: readonly Order[] = [];

/**
 * Follows orders from acceptance to their end. Written from the facts' descriptions and from nothing that the platform
 * itself folds them with.
 */
export class OrderLives {
  readonly open: Map<string, Order> = new Map<string, Order>();
  /** Which orders are followed. */
  readonly #concerns: (orderId: string) => boolean;
  /** Orders that have ended, where they are kept. */
  readonly ended: Map<string, Order> | undefined;

  /** @param keepsEnded that are followed: a trade of theirs may yet be taken back. */
  constructor(concerns: (orderId: string) => boolean = () => true, keepsEnded = false) {
    this.#concerns = concerns;
    this.ended = keepsEnded ? new Map() : undefined;
  }

  /** An order that is followed and known. */
  find(orderId: string): Order | undefined {
    return this.open.get(orderId) ?? this.ended?.get(orderId);
  }

  /** @returns the orders that the fact has changed, ended ones with nothing left. */
  add(fact: Fact): readonly Order[] {
    switch (fact.type) {
      case 'OrderAccepted':
      case 'OrderRejected':
        return this.#begin(fact);
      case 'TradeExecuted':
        return this.#traded(fact.data);
      case 'TradeBusted':
        return this.#busted(fact.data);
      case 'OrderExecuted':
        return this.#change(fact.data.orderId, (order) => {
          const { shown } = order;
          fill(order, fact.data.quantity, false);
          // A venue's quote takes of an order that stands the reserve first.
          if (fact.data.liquidity === 'MAKER') order.shown = lesser(shown, order.leaves);
        });
      case 'OrderCancelled':
        return this.#change(fact.data.orderId, (order) => {
          order.cancelled += order.leaves;
          order.leaves = 0n;
          order.status = fact.data.reason === 'EXPIRED' ? 'EXPIRED' : 'CANCELLED';
        });
      case 'OrderReplaced':
        return this.#change(fact.data.orderId, (order) => replace(order, fact.data));
      case 'OrderDecremented':
        return this.#change(fact.data.orderId, (order) => {
          order.quantity -= fact.data.quantity;
          order.leaves -= fact.data.quantity;
          order.shown = lesser(order.shown, order.leaves);
        });
      case 'OrderTriggered':
      case 'OrderRefreshed':
        return this.#change(fact.data.orderId, (order) => {
          const isSeen = order.type === 'LIMIT' || order.type === 'STOP_LIMIT';
          order.shown = isSeen ? lesser(order.leaves, order.displayQuantity) : 0n;
        });
      default:
        return NOTHING;
    }
  }

  #begin({
    type,
    data,
  }: Extract<Fact, { type: 'OrderAccepted' | 'OrderRejected' }>): readonly Order[] {
    if (!this.#concerns(data.orderId)) return NOTHING;
    const isLive = type === 'OrderAccepted';
    const leaves = isLive ? data.quantity : 0n;
    const isSeen = data.type === 'LIMIT' && !['OPG', 'CLS'].includes(data.timeInForce);
    const { orderId, accountId, instrumentId, timeInForce, quantity, limitPrice } = data;
    const order: Order = {
      orderId,
      accountId,
      instrumentId,
      side: sideOf(data.side),
      type: data.type,
      timeInForce,
      quantity,
      executed: 0n,
      leaves,
      cancelled: 0n,
      limitPrice,
      displayQuantity: data.displayQuantity,
      shown: isSeen ? lesser(leaves, data.displayQuantity) : 0n,
      expiresOn: data.expiresOn,
      status: isLive ? 'RISK_APPROVED' : 'REJECTED',
    };
    this.#keep(order);
    return [order];
  }

  #traded(data: DataOf<'TradeExecuted'>): readonly Order[] {
    const { aggressor, auction = false, quantity } = data;
    const side = (orderId: string, buys: boolean): readonly Order[] =>
      this.#change(orderId, (order) =>
        fill(order, quantity, !auction && (aggressor === 'BUY') !== buys),
      );
    return [...side(data.buyOrderId, true), ...side(data.sellOrderId, false)];
  }

  /** An order that lives gets its quantity back, and is seen with it unless it has a reserve. */
  #busted(data: DataOf<'TradeBusted'>): readonly Order[] {
    const side = (orderId: string, restored: bigint): readonly Order[] =>
      this.#change(orderId, (order) => {
        order.executed -= data.quantity;
        order.leaves += restored;
        if (order.shown > 0n && order.displayQuantity === undefined) order.shown = order.leaves;
      });
    return [
      ...side(data.buyOrderId, data.buyRestored),
      ...side(data.sellOrderId, data.sellRestored),
    ];
  }

  #change(orderId: string, how: (order: Order) => void): readonly Order[] {
    const order = this.find(orderId);
    if (order === undefined) return NOTHING;
    how(order);
    this.#keep(order);
    return [order];
  }

  #keep(order: Order): void {
    if (order.leaves > 0n) {
      this.open.set(order.orderId, order);
      return;
    }
    order.shown = 0n;
    this.open.delete(order.orderId);
    this.ended?.set(order.orderId, order);
  }
}

/** @param resting whether it came off what the book shows; who comes in shows only what he leaves. */
function fill(order: Order, quantity: bigint, resting: boolean): void {
  order.executed += quantity;
  order.leaves -= quantity;
  order.status = order.leaves === 0n ? 'EXECUTED' : 'PARTIALLY_EXECUTED';
  if (order.shown === 0n) return;
  order.shown = resting ? order.shown - quantity : lesser(order.leaves, order.displayQuantity);
}

function replace(order: Order, data: DataOf<'OrderReplaced'>): void {
  const { quantity, leaves, previousLeaves, limitPrice, priorityKept, restated = false } = data;
  order.timeInForce = data.timeInForce ?? order.timeInForce;
  order.expiresOn = order.timeInForce === 'GTD' ? (data.expiresOn ?? order.expiresOn) : undefined;
  order.displayQuantity = data.displayQuantity ?? order.displayQuantity;
  [order.quantity, order.leaves, order.limitPrice] = [quantity, leaves, limitPrice];
  // What was executed is told in new shares.
  if (restated) order.executed = quantity - leaves;
  if (order.shown === 0n) return;
  if (restated && order.displayQuantity !== undefined) {
    const tranche = (order.shown * leaves) / previousLeaves;
    order.shown = tranche > 0n ? tranche : 1n;
  } else if (priorityKept && !restated) order.shown = lesser(order.shown, leaves);
  else order.shown = lesser(leaves, order.displayQuantity);
}

function lesser(a: bigint, b: bigint | undefined): bigint {
  return b === undefined || a < b ? a : b;
}
