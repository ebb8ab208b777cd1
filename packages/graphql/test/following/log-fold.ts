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
        for (const orderId of [buyOrderId, sellOrderId]) {
          const order = this.orders.get(orderId);
          if (order === undefined) throw new Error(`trade ${tradeId} names no order ${orderId}`);
          order.executed += quantity;
          order.isOver = order.executed === order.quantity;
          order.position = position;
        }
        return;
      }
      case 'OrderCancelled': {
        const order = this.orders.get(fact.data.orderId);
        if (order !== undefined) Object.assign(order, { isOver: true, position });
        return;
      }
      default:
    }
  }
}
