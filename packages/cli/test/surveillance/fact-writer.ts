import type { Observed } from '@bellwether/domain/surveillance';

type Side = 'BUY' | 'SELL';

interface Standing {
  readonly accountId: string;
  readonly side: Side;
  readonly number: number;
  leaves: bigint;
}

/** Facts of one instrument as the log would have them, at times that are given. Numbers of orders become their ids. */
export class FactWriter {
  readonly facts: Observed[] = [];
  readonly #orders = new Map<number, Standing>();
  readonly #instrumentId: string;
  #position = 0n;
  #trade = 0;
  #next: number;

  /** @param firstOrder of the orders that `enter` numbers by itself. */
  constructor(instrumentId: string, firstOrder = 1) {
    this.#instrumentId = instrumentId;
    this.#next = firstOrder;
  }

  fact(at: bigint, type: string, data: object, entryIndex = 0): void {
    this.#position += 10n;
    this.facts.push({
      fact: { type, data: { instrumentId: this.#instrumentId, ...data } },
      position: this.#position,
      index: 0,
      entryIndex,
      at,
    });
  }

  enter(
    at: bigint,
    accountId: string,
    side: Side,
    size: number,
    price: number,
    more: object = {},
  ): number {
    const number = this.#next++;
    this.enterAs(number, at, accountId, side, size, price, more);
    return number;
  }

  enterAs(
    number: number,
    at: bigint,
    accountId: string,
    side: Side,
    size: number,
    price: number,
    more: object = {},
  ): void {
    const quantity = BigInt(size);
    this.#orders.set(number, { accountId, side, number, leaves: quantity });
    const terms = { type: 'LIMIT', timeInForce: 'DAY', side, quantity, limitPrice: BigInt(price) };
    this.fact(at, 'OrderAccepted', { orderId: idOf(number), accountId, ...terms, ...more });
  }

  reduce(at: bigint, number: number, size: number, price: number): void {
    const order = this.#of(number);
    order.leaves = BigInt(size);
    this.fact(at, 'OrderReplaced', {
      orderId: idOf(number),
      accountId: order.accountId,
      side: order.side,
      quantity: order.leaves,
      leaves: order.leaves,
      limitPrice: BigInt(price),
      priorityKept: true,
    });
  }

  cancel(at: bigint, number: number): void {
    const { accountId, side, leaves: quantity } = this.#of(number);
    this.#orders.delete(number);
    this.fact(at, 'OrderCancelled', {
      orderId: idOf(number),
      accountId,
      side,
      quantity,
      reason: 'USER',
    });
  }

  /** The first of two orders came in and met the other one. */
  trade(at: bigint, taker: number, maker: number, size: number, price: number): void {
    const [came, stood] = [this.#of(taker), this.#of(maker)];
    came.leaves -= BigInt(size);
    stood.leaves -= BigInt(size);
    const [buy, sell] = came.side === 'BUY' ? [came, stood] : [stood, came];
    this.fact(
      at,
      'TradeExecuted',
      {
        tradeId: `0-${++this.#trade}`,
        price: BigInt(price),
        quantity: BigInt(size),
        aggressor: came.side,
        buyOrderId: idOf(buy.number),
        buyAccountId: buy.accountId,
        buyLeaves: buy.leaves,
        sellOrderId: idOf(sell.number),
        sellAccountId: sell.accountId,
        sellLeaves: sell.leaves,
      },
      1,
    );
  }

  #of(number: number): Standing {
    const order = this.#orders.get(number);
    if (order === undefined) throw new Error(`there is no order ${number}`);
    return order;
  }
}

function idOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString().padStart(12, '0')}`;
}
