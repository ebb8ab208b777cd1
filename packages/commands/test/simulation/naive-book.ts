import type { Fees, Phase, TradingFact } from '@bellwether/domain';
import { feesIn } from './naive-ledger.ts';
import { Violation } from './violation.ts';

type Fact<T extends TradingFact['type']> = Extract<TradingFact, { type: T }>['data'];

/** An order as a person would write it down. */
export interface NaiveOrder {
  readonly id: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: 'BUY' | 'SELL';
  timeInForce: string;
  /** Last day of a GTD order, days since 1970. */
  lastDay: number | undefined;
  /** Of a stop that still waits. */
  stopPrice: bigint | undefined;
  /** A sale has reached the stop price: it must not wait any longer than the command that made the sale. */
  due: boolean;
  ordered: bigint;
  filled: bigint;
  leaves: bigint;
  limit: bigint;
  entry: bigint;
  /** Cash held back for it, as its facts tell. */
  reserved: bigint;
  /** Part of it that is for fees which nobody has charged yet. */
  forFees: bigint;
}

/** Orders in a list, looked through from end to end whenever something is asked. */
export class NaiveBook {
  /** Those that are open. */
  readonly orders: Map<string, NaiveOrder> = new Map();
  /** All that ever were. */
  readonly all: Map<string, NaiveOrder> = new Map();
  readonly #known = new Set<string>();
  readonly #tradeIds = new Set<string>();
  readonly #busted = new Set<string>();
  readonly #phases = new Map<string, Phase>();
  readonly #lastSales = new Map<string, bigint>();
  readonly #bands = new Map<string, { readonly lower: bigint; readonly upper: bigint }>();

  enter({ instrumentId, phase }: Fact<'PhaseChanged'>): void {
    this.#phases.set(instrumentId, phase);
    for (const order of this.orders.values())
      if (order.instrument === instrumentId) order.due ||= this.#isDue(order);
  }

  /** A new day has no last sale yet. */
  beginDay(): void {
    this.#lastSales.clear();
  }

  /** What is traded next is of another price; nothing is traded meanwhile. */
  act({ instrumentId, newShares, amount }: Fact<'CorporateActionApplied'>): void {
    if (amount !== undefined || newShares !== undefined) this.#lastSales.delete(instrumentId);
    const phase = this.#phases.get(instrumentId) ?? 'CONTINUOUS';
    if (phase === 'CONTINUOUS')
      throw new Violation('I4', `${instrumentId} is traded while its shares change`);
  }

  band({ instrumentId, lower, upper }: Fact<'BandsSet'>): void {
    this.#bands.set(instrumentId, { lower, upper });
  }

  accept(data: Fact<'OrderAccepted'>): void {
    const { orderId: id, accountId: account, instrumentId: instrument, side, quantity } = data;
    if (this.#known.has(id)) throw new Violation('I2', `order ${id} is accepted twice`);
    this.#known.add(id);
    this.orders.set(id, {
      id,
      account,
      instrument,
      side: side === 'BUY' ? 'BUY' : 'SELL',
      timeInForce: data.timeInForce,
      lastDay: data.expiresOn,
      stopPrice: data.stopPrice,
      due: false,
      ordered: quantity,
      filled: 0n,
      leaves: quantity,
      limit: data.limitPrice,
      entry: data.entrySequence,
      reserved: data.reserved,
      forFees: data.reservedFees ?? 0n,
    });
    const order = this.#open(id);
    this.all.set(id, order);
    order.due = this.#isDue(order);
  }

  trade(data: Fact<'TradeExecuted'>): void {
    if (this.#tradeIds.has(data.tradeId))
      throw new Violation('I2', `trade ${data.tradeId} happened twice`);
    this.#tradeIds.add(data.tradeId);
    const [buy, sell] = [this.#live(data.buyOrderId), this.#live(data.sellOrderId)];
    if (data.price > buy.limit || data.price < sell.limit)
      throw new Violation('I4', `trade ${data.tradeId} is beyond a limit`);
    if (data.auction !== true) this.#withinBands(data);
    if (data.auction !== true) this.#firstInLine(data.aggressor === 'BUY' ? sell : buy, data);
    this.#fill(buy, data.quantity, data.buyReleased, data.buyFees);
    this.#fill(sell, data.quantity, data.sellReleased ?? 0n, data.sellFees);
    if (buy.leaves !== data.buyLeaves || sell.leaves !== data.sellLeaves)
      throw new Violation('I4', `trade ${data.tradeId} tells other leaves than there are`);
    this.#sold(data.instrumentId, data.price);
  }

  /** With another venue's quote: within the limit, and not past an order here that is as good. */
  away(data: Fact<'OrderExecuted'>): void {
    if (this.#tradeIds.has(data.tradeId))
      throw new Violation('I2', `trade ${data.tradeId} happened twice`);
    this.#tradeIds.add(data.tradeId);
    const order = this.#live(data.orderId);
    const buys = order.side === 'BUY';
    if (buys ? data.price > order.limit : data.price < order.limit)
      throw new Violation('I4', `trade ${data.tradeId} is beyond a limit`);
    this.#withinBands(data);
    if (data.liquidity === 'ROUTED') this.#noneAsGood(order, data);
    this.#fill(order, data.quantity, data.released, data.fees);
    if (order.leaves !== data.leaves)
      throw new Violation('I4', `trade ${data.tradeId} tells other leaves than there are`);
    this.#sold(data.instrumentId, data.price);
  }

  /** A trade never happened: what lives of it is open again, at its place. */
  bust(data: Fact<'TradeBusted'>): void {
    const { tradeId, quantity, buyRestored, sellRestored } = data;
    if (!this.#tradeIds.has(tradeId) || this.#busted.has(tradeId))
      throw new Violation('I2', `trade ${tradeId} is taken back, and was not there`);
    this.#busted.add(tradeId);
    const sides = [
      [data.buyOrderId, buyRestored, data.buyReserved, data.buyFees],
      [data.sellOrderId, sellRestored, data.sellReserved, data.sellFees],
    ] as const;
    for (const [id, restored, reserved, fees] of sides) {
      const order = this.all.get(id);
      if (order === undefined) throw new Violation('I4', `trade ${tradeId} names no order ${id}`);
      order.filled -= quantity;
      if (restored !== (this.orders.has(id) ? quantity : 0n))
        throw new Violation('I4', `order ${id} has ${restored} back of ${quantity}`);
      if (restored === 0n) continue;
      const held = feesIn(fees);
      order.leaves += restored;
      order.reserved += reserved;
      order.forFees += held > 0n && reserved > 0n ? held : 0n;
    }
  }

  trigger(data: Fact<'OrderTriggered'>): void {
    const order = this.#open(data.orderId);
    if (order.stopPrice === undefined)
      throw new Violation('I4', `order ${order.id} is triggered, and it does not wait`);
    if (!order.due)
      throw new Violation('I4', `stop ${order.id} is triggered before its price traded`);
    order.stopPrice = undefined;
    order.entry = data.entrySequence;
  }

  requeue(data: Fact<'OrderRefreshed'>): void {
    this.#live(data.orderId).entry = data.entrySequence;
  }

  decrement(data: Fact<'OrderDecremented'>): void {
    const order = this.#live(data.orderId);
    order.ordered -= data.quantity;
    order.leaves -= data.quantity;
    this.#release(order, data.released);
    if (order.leaves !== data.leaves)
      throw new Violation('I4', `order ${order.id} has ${order.leaves} left, not ${data.leaves}`);
  }

  cancel(data: Fact<'OrderCancelled'>): void {
    const order = this.#open(data.orderId);
    if (order.filled + data.quantity !== order.ordered)
      throw new Violation('I4', `order ${order.id}: filled and cancelled is not what was ordered`);
    this.#release(order, data.released);
    order.leaves = 0n;
    this.#end(order);
  }

  replace(data: Fact<'OrderReplaced'>): void {
    const order = this.#open(data.orderId);
    if (order.reserved !== data.previouslyReserved)
      throw new Violation('I3', `order ${order.id} had ${order.reserved} reserved`);
    if (data.restated === true) {
      if (order.entry !== data.entrySequence)
        throw new Violation('I4', `order ${order.id} lost its place by a corporate action`);
      // What was executed is counted in new shares.
      order.filled = data.quantity - data.leaves;
    }
    order.ordered = data.quantity;
    order.leaves = data.leaves;
    order.limit = data.limitPrice;
    order.entry = data.entrySequence;
    order.reserved = data.reserved;
    order.forFees = data.reservedFees ?? 0n;
    order.timeInForce = data.timeInForce ?? order.timeInForce;
    order.lastDay = order.timeInForce === 'GTD' ? (data.expiresOn ?? order.lastDay) : undefined;
    if (order.stopPrice !== undefined && data.stopPrice !== undefined) {
      order.stopPrice = data.stopPrice;
      order.due = this.#isDue(order);
    }
    if (order.filled + order.leaves !== order.ordered)
      throw new Violation('I4', `order ${order.id}: filled and left is not what is ordered now`);
  }

  /** @throws Violation of I4 for a book that does not stand as one must between two commands. */
  check(): void {
    for (const order of this.orders.values()) {
      const phase = this.#phases.get(order.instrument) ?? 'CONTINUOUS';
      if (phase === 'CONTINUOUS' && order.stopPrice !== undefined && order.due)
        throw new Violation('I4', `stop ${order.id} waits, and its price has traded`);
      if ((phase === 'CLOSED' || phase === 'POST_CLOSE') && order.timeInForce === 'DAY')
        throw new Violation('I4', `order ${order.id} outlives its day`);
      if (phase === 'CONTINUOUS') this.#checkCrossed(order);
    }
  }

  /** @throws Violation of I4 for an order that is open after its last day. @param today in New York, days since 1970. */
  checkDay(today: number): void {
    for (const order of this.orders.values())
      if (order.lastDay !== undefined && order.lastDay < today)
        throw new Violation('I4', `order ${order.id} outlives its last day`);
  }

  /** @throws Violation of I4 for an order that is open in an instrument that is gone. */
  delist(instrument: string): void {
    for (const order of this.orders.values())
      if (order.instrument === instrument)
        throw new Violation('I4', `order ${order.id} outlives its instrument`);
  }

  /** Whether the last sale triggers a stop: in continuous trading, which looks at the auction's price when it begins. */
  #isDue({ side, stopPrice, instrument }: NaiveOrder): boolean {
    const lastSale = this.#lastSales.get(instrument);
    if (lastSale === undefined || stopPrice === undefined) return false;
    if ((this.#phases.get(instrument) ?? 'CONTINUOUS') !== 'CONTINUOUS') return false;
    return side === 'BUY' ? lastSale >= stopPrice : lastSale <= stopPrice;
  }

  #checkCrossed(buy: NaiveOrder): void {
    if (buy.side !== 'BUY' || !isWorking(buy)) return;
    for (const sell of this.orders.values())
      if (sell.side === 'SELL' && sell.instrument === buy.instrument && isWorking(sell))
        if (sell.limit <= buy.limit)
          throw new Violation('I4', `orders ${buy.id} and ${sell.id} cross and do not trade`);
  }

  /** The resting order of a trade is the best priced, and of those the oldest; it trades at its own price. */
  #firstInLine(maker: NaiveOrder, { tradeId, price }: Fact<'TradeExecuted'>): void {
    if (maker.limit !== price)
      throw new Violation('I4', `trade ${tradeId} is not at its maker’s price`);
    const sign = maker.side === 'BUY' ? -1n : 1n;
    for (const other of this.orders.values()) {
      if (other.side !== maker.side || other.instrument !== maker.instrument) continue;
      if (!isWorking(other)) continue;
      const better = other.limit * sign < maker.limit * sign;
      const earlier = other.limit === maker.limit && other.entry < maker.entry;
      if (better || earlier)
        throw new Violation('I4', `trade ${tradeId} passes over order ${other.id}`);
    }
  }

  #withinBands({ tradeId, instrumentId, price }: Fact<'OrderExecuted' | 'TradeExecuted'>): void {
    const { lower = 0n, upper = 0n } = this.#bands.get(instrumentId) ?? {};
    if (price < lower || (upper > 0n && price > upper))
      throw new Violation('I4', `trade ${tradeId} is outside the bands`);
  }

  #sold(instrument: string, price: bigint): void {
    this.#lastSales.set(instrument, price);
    for (const order of this.orders.values())
      if (order.instrument === instrument) order.due ||= this.#isDue(order);
  }

  /** Own orders come before the quotes of venues at their price; those of the same account do not trade with each other. */
  #noneAsGood(taker: NaiveOrder, { tradeId, price }: Fact<'OrderExecuted'>): void {
    for (const other of this.orders.values()) {
      if (other.side === taker.side || other.instrument !== taker.instrument) continue;
      if (!isWorking(other) || other.account === taker.account) continue;
      if (other.side === 'SELL' ? other.limit <= price : other.limit >= price)
        throw new Violation('I4', `trade ${tradeId} passes over order ${other.id}`);
    }
  }

  #fill(order: NaiveOrder, quantity: bigint, released: bigint, fees: Fees | undefined): void {
    const paid = feesIn(fees);
    if (paid > 0n) order.forFees = paid > order.forFees ? 0n : order.forFees - paid;
    order.filled += quantity;
    order.leaves -= quantity;
    this.#release(order, released);
    if (order.leaves < 0n) throw new Violation('I4', `order ${order.id} is filled beyond its size`);
    if (order.leaves === 0n) this.#end(order);
  }

  #release(order: NaiveOrder, released: bigint): void {
    order.reserved -= released;
    if (order.reserved < 0n)
      throw new Violation('I3', `order ${order.id} releases more than it reserved`);
  }

  #end(order: NaiveOrder): void {
    if (order.reserved !== 0n)
      throw new Violation('I3', `order ${order.id} ends with ${order.reserved} reserved`);
    this.orders.delete(order.id);
  }

  #open(id: string): NaiveOrder {
    const order = this.orders.get(id);
    if (order === undefined)
      throw new Violation('I4', `order ${id} is not open, and something happens to it`);
    return order;
  }

  #live(id: string): NaiveOrder {
    const order = this.#open(id);
    if (order.stopPrice !== undefined)
      throw new Violation('I4', `stop ${id} waits, and something happens to it`);
    return order;
  }
}

/** Whether an order trades in the continuous market: a stop waits, and an order for an auction waits for it. */
function isWorking({ stopPrice, timeInForce }: NaiveOrder): boolean {
  return stopPrice === undefined && timeInForce !== 'CLS' && timeInForce !== 'OPG';
}
