import type { TradingFact, TradingState } from '@bellwether/domain';
import { Violation } from './violation.ts';

interface Order {
  readonly id: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  ordered: bigint;
  filled: bigint;
  leaves: bigint;
  limit: bigint;
  entry: bigint;
}

type Fact<T extends TradingFact['type']> = Extract<TradingFact, { type: T }>['data'];

/**
 * The market as a person would keep it on paper: orders in a list, cash and shares in a table. Slow, obvious, and
 * written without looking at how the platform does it.
 */
export class NaiveMarket {
  /** Those that are open. */
  readonly #orders = new Map<string, Order>();
  readonly #known = new Set<string>();
  readonly #cash = new Map<string, bigint>();
  readonly #shares = new Map<string, bigint>();
  readonly #tradeIds = new Set<string>();
  #cashIn = 0n;
  readonly #sharesIn = new Map<string, bigint>();

  apply(fact: TradingFact): void {
    switch (fact.type) {
      case 'FundsAllocated':
        return this.#pay(fact.data.accountId, fact.data.amount);
      case 'FundsReleased':
        return this.#pay(fact.data.accountId, -fact.data.amount);
      case 'SharesAllocated': {
        const { accountId, instrumentId, quantity } = fact.data;
        add(this.#sharesIn, instrumentId, quantity);
        add(this.#shares, `${accountId}/${instrumentId}`, quantity);
        return;
      }
      case 'OrderAccepted':
        return this.#accepted(fact.data);
      case 'TradeExecuted':
        return this.#traded(fact.data);
      case 'OrderCancelled':
        return this.#cancelled(fact.data);
      case 'OrderReplaced':
        return this.#replaced(fact.data);
      default:
    }
  }

  /** @throws Violation of I3 or I4 */
  check(): void {
    const total = [...this.#cash.values()].reduce((sum, cash) => sum + cash, 0n);
    if (total !== this.#cashIn)
      throw new Violation('I3', `${total} cash, ${this.#cashIn} was paid in`);
    for (const [account, cash] of this.#cash) {
      const reserved = this.reservedCash(account);
      if (cash < reserved)
        throw new Violation('I3', `${account} has ${cash} cash and open orders for ${reserved}`);
    }
    for (const [instrument, paidIn] of this.#sharesIn) {
      let sum = 0n;
      for (const [key, shares] of this.#shares) if (key.endsWith(`/${instrument}`)) sum += shares;
      if (sum !== paidIn) throw new Violation('I3', `${sum} ${instrument}, ${paidIn} came in`);
    }
    for (const [key, shares] of this.#shares) {
      const [account = '', instrument = ''] = key.split('/');
      const offered = this.#open(account, 'SELL', instrument).reduce((s, o) => s + o.leaves, 0n);
      if (shares < offered)
        throw new Violation('I3', `${account} offers ${offered} of ${shares} ${instrument}`);
    }
  }

  /** @throws Violation of I8 when a partition's state says anything else than the facts do. */
  compare(state: TradingState): void {
    const differs = (what: string, is: bigint, should: bigint): void => {
      if (is !== should)
        throw new Violation('I8', `${what}: ${is} in the state, ${should} in the facts`);
    };
    for (const [accountId, ledger] of state.accounts) {
      differs(`${accountId} cash`, ledger.risk.cash, this.#cash.get(accountId) ?? 0n);
      differs(`${accountId} reserved`, ledger.risk.reserved, this.reservedCash(accountId));
      for (const [instrument, exposure] of ledger.risk.exposures)
        differs(
          `${accountId} ${instrument}`,
          exposure.quantity,
          this.#shares.get(`${accountId}/${instrument}`) ?? 0n,
        );
    }
    const open = [...this.#orders.values()];
    differs('open orders', BigInt(state.orders.size), BigInt(open.length));
    for (const order of open)
      differs(`order ${order.id}`, state.orders.get(order.id as never)?.leaves ?? 0n, order.leaves);
  }

  reservedCash(account: string): bigint {
    return this.#open(account, 'BUY').reduce((sum, o) => sum + o.limit * o.leaves, 0n);
  }

  #pay(account: string, amount: bigint): void {
    this.#cashIn += amount;
    add(this.#cash, account, amount);
  }

  #accepted(data: Fact<'OrderAccepted'>): void {
    const { orderId: id, accountId: account, instrumentId: instrument, side, quantity } = data;
    if (this.#known.has(id)) throw new Violation('I2', `order ${id} is accepted twice`);
    this.#known.add(id);
    this.#orders.set(id, {
      id,
      account,
      instrument,
      side: side === 'BUY' ? 'BUY' : 'SELL',
      ordered: quantity,
      filled: 0n,
      leaves: quantity,
      limit: data.limitPrice ?? 0n,
      entry: data.entrySequence,
    });
  }

  #traded(data: Fact<'TradeExecuted'>): void {
    if (this.#tradeIds.has(data.tradeId))
      throw new Violation('I2', `trade ${data.tradeId} happened twice`);
    this.#tradeIds.add(data.tradeId);
    const [buy, sell] = [this.#live(data.buyOrderId), this.#live(data.sellOrderId)];
    const maker = data.aggressor === 'BUY' ? sell : buy;
    this.#firstInLine(maker, data);
    for (const order of [buy, sell]) {
      order.filled += data.quantity;
      order.leaves -= data.quantity;
      if (order.leaves < 0n)
        throw new Violation('I4', `order ${order.id} is filled beyond its size`);
      if (order.leaves === 0n) this.#orders.delete(order.id);
    }
    if (buy.leaves !== data.buyLeaves || sell.leaves !== data.sellLeaves)
      throw new Violation('I4', `trade ${data.tradeId} tells other leaves than there are`);
    const cost = data.price * data.quantity;
    add(this.#cash, buy.account, -cost);
    add(this.#cash, sell.account, cost);
    add(this.#shares, `${buy.account}/${buy.instrument}`, data.quantity);
    add(this.#shares, `${sell.account}/${sell.instrument}`, -data.quantity);
  }

  /** The resting order of a trade is the best priced, and of those the oldest; it trades at its own price. */
  #firstInLine(maker: Order, { tradeId, price }: Fact<'TradeExecuted'>): void {
    if (maker.limit !== price)
      throw new Violation('I4', `trade ${tradeId} is not at its maker’s price`);
    const sign = maker.side === 'BUY' ? -1n : 1n;
    for (const other of this.#orders.values()) {
      if (other.side !== maker.side || other.instrument !== maker.instrument) continue;
      const better = other.limit * sign < maker.limit * sign;
      const earlier = other.limit === maker.limit && other.entry < maker.entry;
      if (better || earlier)
        throw new Violation('I4', `trade ${tradeId} passes over order ${other.id}`);
    }
  }

  #cancelled(data: Fact<'OrderCancelled'>): void {
    const order = this.#live(data.orderId);
    if (order.filled + data.quantity !== order.ordered)
      throw new Violation('I4', `order ${order.id}: filled and cancelled is not what was ordered`);
    this.#orders.delete(order.id);
  }

  #replaced(data: Fact<'OrderReplaced'>): void {
    const order = this.#live(data.orderId);
    order.ordered = data.quantity;
    order.leaves = data.leaves;
    order.limit = data.limitPrice ?? order.limit;
    order.entry = data.entrySequence;
    if (order.filled + order.leaves !== order.ordered)
      throw new Violation('I4', `order ${order.id}: filled and left is not what is ordered now`);
  }

  #live(id: string): Order {
    const order = this.#orders.get(id);
    if (order === undefined)
      throw new Violation('I4', `order ${id} is not open, and something happens to it`);
    return order;
  }

  #open(account: string, side: Order['side'], instrument?: string): readonly Order[] {
    return [...this.#orders.values()].filter(
      (order) =>
        order.account === account &&
        order.side === side &&
        (instrument === undefined || order.instrument === instrument),
    );
  }
}

function add(map: Map<string, bigint>, key: string, amount: bigint): void {
  map.set(key, (map.get(key) ?? 0n) + amount);
}
