import { bookSideOf, type BookSide } from '../../orders/terms.ts';
import type { OrderAcceptedFact } from '../../orders/facts.ts';
import type { Benchmark } from '../benchmark.ts';
import type { Firm } from '../firm.ts';
import type { PlacedFact } from '../placed-fact.ts';
import { classOf, type OrderClass } from '../rule-606/classify.ts';
import { judge, type ExecutionEvidence } from './judge.ts';

/** Quotes at a fact: of our own book, of other venues, and the better of them. */
export interface QuotesAt {
  readonly own: Benchmark;
  readonly away: Benchmark;
  readonly best: Benchmark;
}

/** One order’s side of an execution, judged. */
export interface JudgedExecution {
  readonly tradeId: string;
  readonly orderId: string;
  readonly accountId: string;
  readonly instrumentId: string;
  readonly side: BookSide;
  readonly venue: string;
  readonly orderClass: OrderClass;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly position: bigint;
  readonly at: bigint;
  /** Of the order when it was received. */
  readonly atReceipt: Benchmark;
  readonly evidence: readonly ExecutionEvidence[];
}

interface OpenOrder {
  readonly terms: OrderAcceptedFact['data'];
  readonly atReceipt: Benchmark;
  readonly orderClass: OrderClass;
  readonly receivedAt: bigint;
  limit: bigint;
}

interface Side {
  readonly orderId: string;
  readonly leaves: bigint;
  readonly venue: string;
  readonly took: boolean;
}

/** Judges every execution as it is recorded, from the facts before it alone. */
export class ExecutionJudge {
  readonly #firm: Firm;
  readonly #open = new Map<string, OpenOrder>();
  /** Held limit orders of customers by instrument. */
  readonly #customers = new Map<string, Set<string>>();

  constructor(firm: Firm) {
    this.#firm = firm;
  }

  /** The sides of orders in an execution, judged; of other facts, none. */
  add(placed: PlacedFact, quotes: QuotesAt): readonly JudgedExecution[] {
    const { fact } = placed;
    switch (fact.type) {
      case 'OrderAccepted':
        this.#accepted(fact.data, placed.at, quotes.best);
        return [];
      case 'OrderReplaced': {
        const order = this.#open.get(fact.data.orderId);
        if (order !== undefined) order.limit = fact.data.limitPrice;
        return [];
      }
      case 'OrderCancelled':
        this.#ended(fact.data.orderId);
        return [];
      case 'OrderExecuted': {
        const { orderId, leaves, venue, liquidity } = fact.data;
        const side = { orderId, leaves, venue, took: liquidity !== 'MAKER' };
        return this.#executed(placed, fact.data, [side], quotes);
      }
      case 'TradeExecuted': {
        const { data } = fact;
        const own = { venue: this.#firm.ownVenue };
        const [buys, sells] = [data.aggressor === 'BUY', data.aggressor === 'SELL'];
        return this.#executed(
          placed,
          data,
          [
            { ...own, orderId: data.buyOrderId, leaves: data.buyLeaves, took: buys },
            { ...own, orderId: data.sellOrderId, leaves: data.sellLeaves, took: sells },
          ],
          quotes,
        );
      }
      default:
        return [];
    }
  }

  #accepted(terms: OrderAcceptedFact['data'], receivedAt: bigint, atReceipt: Benchmark): void {
    const { orderClass } = classOf(terms, atReceipt);
    const limit = terms.limitPrice;
    this.#open.set(terms.orderId, { terms, atReceipt, orderClass, receivedAt, limit });
    const { accountId, instrumentId, type, notHeld } = terms;
    if (this.#isHouse(accountId) || type !== 'LIMIT' || notHeld === true) return;
    const others = this.#customers.get(instrumentId) ?? new Set();
    this.#customers.set(instrumentId, others.add(terms.orderId));
  }

  #ended(orderId: string): void {
    const instrumentId = this.#open.get(orderId)?.terms.instrumentId;
    this.#open.delete(orderId);
    if (instrumentId !== undefined) this.#customers.get(instrumentId)?.delete(orderId);
  }

  #executed(
    { position, at }: PlacedFact,
    data: {
      readonly tradeId: string;
      readonly instrumentId: string;
      readonly price: bigint;
      readonly quantity: bigint;
      readonly auction?: boolean;
    },
    sides: readonly Side[],
    { own, away }: QuotesAt,
  ): readonly JudgedExecution[] {
    const { tradeId, instrumentId, price, quantity } = data;
    const isAuction = data.auction === true;
    const judged = sides.flatMap(({ orderId, venue, took }): readonly JudgedExecution[] => {
      const order = this.#open.get(orderId);
      if (order === undefined) return [];
      const { terms, atReceipt, orderClass, receivedAt } = order;
      const side = bookSideOf(terms.side);
      const isRouted = venue !== this.#firm.ownVenue;
      const tookOnArrival = took && at === receivedAt;
      const quoted = { side, price, atReceipt, away, own, isRouted, tookOnArrival, isAuction };
      const first = this.#customerBefore(order, side, price, sides);
      const evidence = [...judge(quoted), ...(first === undefined ? [] : [first])];
      const what = { tradeId, orderId, instrumentId, side, venue, orderClass, price, quantity };
      return [{ ...what, accountId: terms.accountId, position, at, atReceipt, evidence }];
    });
    for (const { orderId, leaves } of sides) if (leaves === 0n) this.#ended(orderId);
    return judged;
  }

  /** A customer’s order that the price of the house would have satisfied, and that has not traded with it. */
  #customerBefore(
    order: OpenOrder,
    side: BookSide,
    price: bigint,
    sides: readonly Side[],
  ): ExecutionEvidence | undefined {
    const { accountId, instrumentId } = order.terms;
    if (!this.#isHouse(accountId)) return undefined;
    for (const id of this.#customers.get(instrumentId) ?? []) {
      const other = this.#open.get(id);
      if (other === undefined || sides.some(({ orderId }) => orderId === id)) continue;
      if (bookSideOf(other.terms.side) !== side) continue;
      const worse = side === 'BUY' ? other.limit - price : price - other.limit;
      if (worse >= 0n) return { finding: 'CUSTOMER_PRIORITY', quote: other.limit, worseBy: worse };
    }
    return undefined;
  }

  #isHouse(accountId: string): boolean {
    return this.#firm.houseAccounts.includes(accountId);
  }
}
