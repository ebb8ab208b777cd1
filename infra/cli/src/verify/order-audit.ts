import { bookSideOf, hasLimit, mayRest, type OrderType } from '@bellwether/domain';
import type { Fact } from '@bellwether/projections';
import { BookAudit } from './book-audit.ts';
import type { Invariant } from './result.ts';

interface Order {
  readonly instrumentId: string;
  readonly side: 'BUY' | 'SELL';
  readonly type: OrderType;
  quantity: bigint;
  executed: bigint;
  cancelled: bigint;
  limitPrice: bigint;
}

type DataOf<T extends Fact['type']> = Extract<Fact, { type: T }>['data'];

/** Follows every order from acceptance to its end, and judges each trade by a naive book. */
export class OrderAudit {
  readonly #invariant: Invariant;
  readonly #books = new BookAudit();
  readonly #orders = new Map<string, Order>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add(fact: Fact): void {
    switch (fact.type) {
      case 'OrderAccepted':
        return this.#accepted(fact.data);
      case 'TradeExecuted':
        return this.#traded(fact.data);
      case 'OrderCancelled':
        return this.#cancelled(fact.data);
      case 'OrderReplaced':
        return this.#replaced(fact.data);
      case 'OrderTriggered':
      case 'OrderRefreshed':
        return this.#requeued(fact.data);
      case 'OrderDecremented':
        return this.#reduce(fact.data.orderId, 0n, fact.data.quantity, fact.data.leaves);
      case 'OrderExecuted':
        return this.#reduce(fact.data.orderId, fact.data.quantity, 0n, fact.data.leaves);
      default:
    }
  }

  #accepted(data: DataOf<'OrderAccepted'>): void {
    const { orderId, instrumentId, type, quantity, limitPrice, entrySequence, timeInForce } = data;
    const side = bookSideOf(data.side);
    this.#invariant.count('orders');
    this.#orders.set(orderId, {
      instrumentId,
      side,
      type,
      quantity,
      executed: 0n,
      cancelled: 0n,
      limitPrice,
    });
    if (type === 'LIMIT' && mayRest(timeInForce))
      this.#books.rest(instrumentId, orderId, { side, price: limitPrice, entrySequence });
  }

  /** A stop order enters the book when it is triggered; a reserve order goes to the back with each tranche. */
  #requeued({ orderId, entrySequence }: DataOf<'OrderTriggered' | 'OrderRefreshed'>): void {
    const order = this.#orders.get(orderId);
    if (order === undefined)
      return this.#invariant.check(false, () => `${orderId} was requeued and is not open`);
    const { instrumentId, side, limitPrice: price } = order;
    if (hasLimit(order.type))
      this.#books.rest(instrumentId, orderId, { side, price, entrySequence });
  }

  #traded(data: DataOf<'TradeExecuted'>): void {
    const { tradeId, instrumentId, price, quantity, aggressor, buyOrderId, sellOrderId } = data;
    const [taker, maker] =
      aggressor === 'BUY' ? [buyOrderId, sellOrderId] : [sellOrderId, buyOrderId];
    this.#invariant.count('trades');
    if (data.auction !== true) {
      const next = this.#books.next(instrumentId, aggressor === 'BUY' ? 'SELL' : 'BUY');
      this.#invariant.check(
        next === maker,
        () => `trade ${tradeId} met ${maker}, but ${next} was next`,
      );
      const resting = this.#orders.get(maker);
      this.#invariant.check(
        resting?.limitPrice === price,
        () => `trade ${tradeId} was not at the resting price`,
      );
    }
    const { limitPrice } = this.#orders.get(taker) ?? { limitPrice: 0n };
    const within = aggressor === 'BUY' ? price <= limitPrice : price >= limitPrice;
    this.#invariant.check(within, () => `trade ${tradeId} went through the limit of ${taker}`);
    this.#reduce(buyOrderId, quantity, 0n, data.buyLeaves);
    this.#reduce(sellOrderId, quantity, 0n, data.sellLeaves);
  }

  #cancelled({ orderId, quantity }: DataOf<'OrderCancelled'>): void {
    this.#reduce(orderId, 0n, quantity, 0n);
  }

  #replaced(data: DataOf<'OrderReplaced'>): void {
    const { orderId, quantity, leaves, limitPrice, entrySequence } = data;
    const order = this.#orders.get(orderId);
    if (order === undefined)
      return this.#invariant.check(false, () => `${orderId} was replaced and never accepted`);
    order.quantity = quantity;
    order.limitPrice = limitPrice;
    // A stop that waits is in no book.
    if (order.type === 'LIMIT' || this.#books.has(order.instrumentId, orderId)) {
      const { instrumentId, side } = order;
      this.#books.rest(instrumentId, orderId, { side, price: limitPrice, entrySequence });
    }
    this.#balance(orderId, order, leaves);
  }

  #reduce(orderId: string, executed: bigint, cancelled: bigint, leaves: bigint): void {
    const order = this.#orders.get(orderId);
    if (order === undefined)
      return this.#invariant.check(false, () => `${orderId} was changed and is not open`);
    order.executed += executed;
    order.cancelled += cancelled;
    this.#balance(orderId, order, leaves);
    if (leaves > 0n) return;
    this.#books.remove(order.instrumentId, orderId);
    this.#orders.delete(orderId);
  }

  /** Executed, open and cancelled make up what was ordered, after every change. */
  #balance(orderId: string, order: Order, leaves: bigint): void {
    const { quantity, executed, cancelled } = order;
    this.#invariant.check(
      executed + leaves + cancelled === quantity,
      () =>
        `${orderId}: ${executed} executed + ${leaves} open + ${cancelled} cancelled is not ${quantity}`,
    );
  }
}
