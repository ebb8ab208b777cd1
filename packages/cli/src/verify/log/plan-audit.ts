import type { Fact, RecordedFact } from '@bellwether/projections';
import type { Invariant } from '../result.ts';
import { cashOf, feesOf, sideOf, type DataOf } from './fact-words.ts';

type Released = DataOf<'RebalancingBuysReleased'>;

/** An order that a plan has released, and what it has traded by the log. */
interface PlanOrder {
  readonly planId: string;
  readonly terms: string;
  executed: bigint;
  cash: bigint;
}

/** In whose name process managers place orders. */
const PROCESSES = 'processes';

const termsOf = (order: {
  readonly instrumentId: string;
  readonly side: string;
  readonly quantity: bigint;
  readonly limitPrice: bigint;
}): string => `${order.side} ${order.quantity} ${order.instrumentId} at ${order.limitPrice}`;

const atMarket = (order: {
  readonly accountId: string;
  readonly instrumentId: string;
  readonly side: string;
  readonly quantity: bigint;
}): string => `${order.accountId}: ${order.side} MARKET ${order.quantity} ${order.instrumentId}`;

/**
 * Looks whether process managers place the orders that approved plans, overdue margin calls and buy-ins name and no others, and
 * whether a plan that is over says what its orders have traded, reckoned from the trades themselves.
 */
export class PlanAudit {
  readonly #invariant: Invariant;
  /** Of plans that are not over. */
  readonly #orders = new Map<string, PlanOrder>();
  /** What margin calls and buy-ins are to trade at the market and have not yet, by order. */
  readonly #atMarket = new Map<string, string>();

  constructor(invariant: Invariant) {
    this.#invariant = invariant;
  }

  add({ fact, principal }: Pick<RecordedFact, 'fact' | 'principal'>): void {
    switch (fact.type) {
      case 'RebalancingApproved':
      case 'RebalancingBuysReleased':
        return this.#release(fact.data);
      case 'MarginLiquidationOrdered':
        for (const { orderId, ...order } of fact.data.orders)
          this.#atMarket.set(orderId, atMarket({ ...order, accountId: fact.data.accountId }));
        return;
      case 'BuyInOrdered':
        this.#atMarket.set(fact.data.orderId, atMarket({ ...fact.data, side: 'BUY' }));
        return;
      case 'OrderAccepted':
        return principal === PROCESSES ? this.#placed(fact.data) : undefined;
      case 'PortfolioRebalanced':
        return this.#conclude(fact.data);
      default:
        return this.#trade(fact);
    }
  }

  #release({ accountId, planId, orders }: Omit<Released, 'expiresOn'>): void {
    for (const order of orders)
      this.#orders.set(order.orderId, {
        planId,
        terms: `${accountId}: ${termsOf(order)}`,
        executed: 0n,
        cash: 0n,
      });
  }

  #placed(order: DataOf<'OrderAccepted'>): void {
    this.#invariant.count('orders');
    const wanted = this.#atMarket.get(order.orderId);
    if (wanted !== undefined) {
      const { accountId, side, type, quantity, instrumentId } = order;
      const placed = `${accountId}: ${side} ${type} ${quantity} ${instrumentId}`;
      this.#atMarket.delete(order.orderId);
      return this.#invariant.check(
        placed === wanted,
        () => `order ${order.orderId} is “${placed}”, it was to be “${wanted}”`,
      );
    }
    const terms = `${order.accountId}: ${termsOf(order)}`;
    const planned = this.#orders.get(order.orderId)?.terms;
    this.#invariant.check(
      planned === terms,
      () => `order ${order.orderId} is “${terms}”, by approved plans it is “${planned ?? 'none'}”`,
    );
  }

  #trade(fact: Fact): void {
    if (fact.type === 'TradeExecuted') {
      const { quantity, buyOrderId, buyFees, sellOrderId, sellFees } = fact.data;
      this.#book(buyOrderId, quantity, -cashOf(fact.data) - feesOf(buyFees));
      this.#book(sellOrderId, quantity, cashOf(fact.data) - feesOf(sellFees));
    } else if (fact.type === 'OrderExecuted') {
      const { orderId, side, quantity, fees } = fact.data;
      const cash = sideOf(side) === 'BUY' ? -cashOf(fact.data) : cashOf(fact.data);
      this.#book(orderId, quantity, cash - feesOf(fees));
    }
  }

  #book(orderId: string, quantity: bigint, cash: bigint): void {
    const order = this.#orders.get(orderId);
    if (order === undefined) return;
    order.executed += quantity;
    order.cash += cash;
  }

  #conclude({ planId, orders }: DataOf<'PortfolioRebalanced'>): void {
    this.#invariant.count('plans');
    for (const { orderId, executed, cash } of orders) {
      const traded = this.#orders.get(orderId) ?? { executed: 0n, cash: 0n };
      this.#invariant.check(
        traded.executed === executed && traded.cash === cash,
        () =>
          `plan ${planId}: order ${orderId} traded ${traded.executed} for ${traded.cash}, it says ${executed} for ${cash}`,
      );
      this.#orders.delete(orderId);
    }
  }
}
