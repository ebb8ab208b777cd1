import type { Fact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { BookAudit } from './book-audit.ts';
import type { DataOf } from './fact-words.ts';
import type { Order, OrderLives } from './order-lives.ts';

/** May wait in the book at its limit. */
const RESTING = new Set(['DAY', 'GTC', 'GTD']);

/** Judges each change of an order: what it says is left, and who was met at which price (I4). */
export class OrderAudit {
  readonly #invariant: Invariant;
  readonly #lives: OrderLives;
  readonly #books = new BookAudit();

  constructor(invariant: Invariant, lives: OrderLives) {
    this.#invariant = invariant;
    this.#lives = lives;
  }

  /** @returns the orders that the fact has changed. */
  add(fact: Fact): readonly Order[] {
    if (fact.type === 'TradeExecuted') this.#judge(fact.data);
    const left = leftBy(fact);
    for (const { orderId } of left)
      this.#invariant.check(
        this.#lives.open.has(orderId),
        () => `${orderId} was changed by ${fact.type} and is not open`,
      );
    if (fact.type === 'OrderCancelled') this.#checkCancelled(fact.data);
    const changed = this.#lives.add(fact);
    for (const { orderId, leaves } of left) this.#balance(orderId, leaves, changed);
    for (const order of changed) this.#place(order, fact);
    return changed;
  }

  /** A trade takes the order that is first at the best price, at that price, within the limit of who came in. */
  #judge(data: DataOf<'TradeExecuted'>): void {
    const { tradeId, instrumentId, price, aggressor, buyOrderId, sellOrderId } = data;
    const isBuy = aggressor === 'BUY';
    const [taker, maker] = isBuy ? [buyOrderId, sellOrderId] : [sellOrderId, buyOrderId];
    this.#invariant.count('trades');
    if (data.auction !== true) {
      const next = this.#books.next(instrumentId, isBuy ? 'SELL' : 'BUY');
      this.#invariant.check(
        next === maker,
        () => `trade ${tradeId} met ${maker}, but ${next} was next`,
      );
      this.#invariant.check(
        this.#lives.find(maker)?.limitPrice === price,
        () => `trade ${tradeId} was not at the resting price`,
      );
    }
    const { limitPrice } = this.#lives.find(taker) ?? { limitPrice: 0n };
    const within = isBuy ? price <= limitPrice : price >= limitPrice;
    this.#invariant.check(within, () => `trade ${tradeId} went through the limit of ${taker}`);
  }

  #checkCancelled({ orderId, quantity }: DataOf<'OrderCancelled'>): void {
    const leaves = this.#lives.open.get(orderId)?.leaves;
    if (leaves !== undefined)
      this.#invariant.check(
        leaves === quantity,
        () => `${orderId}: ${quantity} cancelled where ${leaves} was left`,
      );
  }

  /** Executed, open and cancelled make up what was ordered, after every change. */
  #balance(orderId: string, leaves: bigint, changed: readonly Order[]): void {
    const order = changed.find((one) => one.orderId === orderId);
    if (order === undefined) return;
    const { executed, cancelled, quantity } = order;
    this.#invariant.check(
      order.leaves === leaves,
      () =>
        `${orderId}: ${executed} executed + ${leaves} open + ${cancelled} cancelled is not ${quantity}`,
    );
  }

  #place(order: Order, fact: Fact): void {
    const { orderId, instrumentId, side, limitPrice: price, leaves, type } = order;
    if (leaves <= 0n) return this.#books.remove(orderId);
    const isPlaced = 'entrySequence' in fact.data;
    if (!isPlaced) return;
    if (fact.type === 'OrderAccepted') {
      this.#invariant.count('orders');
      if (type !== 'LIMIT' || !RESTING.has(order.timeInForce)) return;
    }
    // A stop that waits is in no book, and a market order is in none at a price.
    const isWaiting = fact.type === 'OrderReplaced' && type !== 'LIMIT';
    if (isWaiting && !this.#books.has(orderId)) return;
    if (type !== 'LIMIT' && type !== 'STOP_LIMIT') return;
    const { entrySequence } = fact.data;
    this.#books.rest(instrumentId, orderId, { side, price, entrySequence });
  }
}

/** The orders that must be open for the fact to be true, and what it says is left of each. */
function leftBy(fact: Fact): readonly { readonly orderId: string; readonly leaves: bigint }[] {
  switch (fact.type) {
    case 'TradeExecuted': {
      const { buyOrderId, buyLeaves, sellOrderId, sellLeaves } = fact.data;
      return [
        { orderId: buyOrderId, leaves: buyLeaves },
        { orderId: sellOrderId, leaves: sellLeaves },
      ];
    }
    case 'OrderReplaced':
    case 'OrderDecremented':
    case 'OrderExecuted':
      return [fact.data];
    case 'OrderCancelled':
      return [{ orderId: fact.data.orderId, leaves: 0n }];
    default:
      return [];
  }
}
