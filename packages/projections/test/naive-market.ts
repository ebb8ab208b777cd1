import { accepted, id, type Told } from './story.ts';

// A market as simple as can be: limit orders, matched by price and time from a list. It shares nothing with the program.

/** What somebody sends in; prices in 1/10 000 USD. */
export interface Sent {
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly quantity: bigint;
}

/** A trade, and the best prices before the order came in that led to it; undefined: nobody there. */
export interface Taken {
  readonly side: 'BUY' | 'SELL';
  readonly price: bigint;
  readonly quantity: bigint;
  readonly bid: bigint | undefined;
  readonly offer: bigint | undefined;
}

interface Open extends Sent {
  readonly n: number;
  leaves: bigint;
}

/** The facts of each command, and every trade from its taker's side. */
export function trade(orders: readonly Sent[]): {
  readonly commands: readonly (readonly Told[])[];
  readonly taken: readonly Taken[];
} {
  const open: Open[] = [];
  const taken: Taken[] = [];
  const commands = orders.map((sent, n) => {
    const best = (side: string): bigint | undefined => ranked(open, side)[0]?.price;
    const [bid, offer] = [best('BUY'), best('SELL')];
    const order = { ...sent, n, leaves: sent.quantity };
    const facts = [accepted(n, `account-${n % 3}`, sent.side, sent.quantity, sent.price)];
    for (const maker of ranked(open, sent.side === 'BUY' ? 'SELL' : 'BUY')) {
      const suits = sent.side === 'BUY' ? maker.price <= sent.price : maker.price >= sent.price;
      if (!suits || order.leaves === 0n) break;
      const quantity = maker.leaves < order.leaves ? maker.leaves : order.leaves;
      maker.leaves -= quantity;
      order.leaves -= quantity;
      taken.push({ side: sent.side, price: maker.price, quantity, bid, offer });
      facts.push(tradeFact(taken.length, order, maker, quantity));
    }
    open.push(order);
    return facts;
  });
  return { commands, taken };
}

/** Orders of a side that stand, the best and oldest first. */
function ranked(open: readonly Open[], side: string): readonly Open[] {
  const sign = side === 'BUY' ? -1n : 1n;
  return open
    .filter((order) => order.side === side && order.leaves > 0n)
    .toSorted((a, b) => Number(sign * (a.price - b.price)) || a.n - b.n);
}

function tradeFact(n: number, taker: Open, maker: Open, quantity: bigint): Told {
  const [buyer, seller] = taker.side === 'BUY' ? [taker, maker] : [maker, taker];
  const data = {
    tradeId: `0-${n}`,
    instrumentId: 'X',
    price: maker.price,
    quantity,
    aggressor: taker.side,
    buyOrderId: id(buyer.n),
    buyAccountId: `account-${buyer.n % 3}`,
    buyLeaves: buyer.leaves,
    buyReleased: quantity * buyer.price,
    sellOrderId: id(seller.n),
    sellAccountId: `account-${seller.n % 3}`,
    sellLeaves: seller.leaves,
  };
  return { type: 'TradeExecuted', data };
}
