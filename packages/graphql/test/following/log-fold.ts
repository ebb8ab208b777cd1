import type { RecordedFact } from '@bellwether/projections';

/** An order as its facts tell it, reckoned here and nowhere else. */
interface FoldedOrder {
  readonly accountId: string;
  readonly quantity: bigint;
  executed: bigint;
  isOver: boolean;
  /** Commit position of the last fact about it. */
  position: bigint;
}

/** What clients should have been told, by the log alone: it shares nothing with the read models. */
export class LogFold {
  readonly orders: Map<string, FoldedOrder> = new Map();
  /** What accounts hold in the trading ledger, `cash` beside the instruments: money in 1/10 000 USD, or shares. */
  readonly holdings: Map<string, Map<string, bigint>> = new Map();
  /** Trades in the order of the log. */
  readonly trades: { readonly id: string; readonly accounts: readonly string[] }[] = [];

  add({ fact, position }: RecordedFact): void {
    switch (fact.type) {
      case 'OrderAccepted': {
        const { orderId, accountId, quantity } = fact.data;
        this.orders.set(orderId, { accountId, quantity, executed: 0n, isOver: false, position });
        return;
      }
      case 'OrderRejected': {
        const { orderId, accountId, quantity } = fact.data;
        this.orders.set(orderId, { accountId, quantity, executed: 0n, isOver: true, position });
        return;
      }
      case 'TradeExecuted': {
        const { tradeId, quantity, buyOrderId, sellOrderId } = fact.data;
        const { buyAccountId, sellAccountId } = fact.data;
        this.trades.push({ id: tradeId, accounts: [buyAccountId, sellAccountId] });
        const paid = (fact.data.principal ?? fact.data.price * quantity) as bigint;
        this.#hold(buyAccountId, 'cash', -paid - feesOf(fact.data.buyFees));
        this.#hold(buyAccountId, fact.data.instrumentId, quantity);
        this.#hold(sellAccountId, 'cash', paid - feesOf(fact.data.sellFees));
        this.#hold(sellAccountId, fact.data.instrumentId, -quantity);
        for (const orderId of [buyOrderId, sellOrderId]) {
          const order = this.orders.get(orderId);
          if (order === undefined) throw new Error(`trade ${tradeId} names no order ${orderId}`);
          order.executed += quantity;
          order.isOver = order.executed === order.quantity;
          order.position = position;
        }
        return;
      }
      case 'FundsAllocated':
        return this.#hold(fact.data.accountId, 'cash', fact.data.amount);
      case 'SharesAllocated':
        return this.#hold(fact.data.accountId, fact.data.instrumentId, fact.data.quantity);
      case 'OrderCancelled': {
        const order = this.orders.get(fact.data.orderId);
        if (order !== undefined) Object.assign(order, { isOver: true, position });
        return;
      }
      default:
    }
  }
  #hold(accountId: string, what: string, more: bigint): void {
    const held = this.holdings.get(accountId) ?? new Map<string, bigint>();
    this.holdings.set(accountId, held.set(what, (held.get(what) ?? 0n) + more));
  }
}

function feesOf(fees: Readonly<Record<string, bigint>> = {}): bigint {
  return Object.values(fees).reduce((sum, fee) => sum + fee, 0n);
}
