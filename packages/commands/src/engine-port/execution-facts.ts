import {
  bookSideOf,
  chargeOrder,
  feeTotal,
  invariant,
  liquidityOf,
  releaseOf,
  type Fees,
  type Liquidity,
  type OpenOrder,
  type OrderExecutedFact,
  type TradeExecutedFact,
  type TradeId,
  type TradingState,
} from '@bellwether/domain';
import { Side, type EngineEvent } from '@bellwether/engine';
import { statedBest } from './stated-best.ts';
import type { TradingDays } from './trading-days.ts';
import type { VenueQuotes } from './venue-quotes.ts';

/** Writes down executions that the engine reports: what changed hands, at what price, and what both sides have left. */
export class ExecutionFacts {
  readonly #partition: number;
  readonly #state: TradingState;
  readonly #quotes: VenueQuotes;
  readonly #days: TradingDays;

  constructor(partition: number, state: TradingState, quotes: VenueQuotes, days: TradingDays) {
    this.#partition = partition;
    this.#state = state;
    this.#quotes = quotes;
    this.#days = days;
  }

  /** Two orders of the book met. */
  trade(event: EngineEvent, taker: OpenOrder, maker: OpenOrder): TradeExecutedFact {
    const takerBuys = event.side === Side.BUY;
    const [buy, sell] = takerBuys ? [taker, maker] : [maker, taker];
    const [buyLeaves, sellLeaves] = takerBuys
      ? [event.leaves, event.makerLeaves]
      : [event.makerLeaves, event.leaves];
    const quantity = BigInt(event.quantity);
    const price = BigInt(event.price) * tickOf(this.#state, taker);
    const buyFees = this.#fees(buy, price, quantity, liquidityOf(event.isAuction, takerBuys));
    const sellFees = this.#fees(sell, price, quantity, liquidityOf(event.isAuction, !takerBuys));
    const sellReleased = this.#released(sell, quantity, sellFees);
    return {
      type: 'TradeExecuted',
      data: {
        tradeId: this.#nextTrade(),
        instrumentId: taker.instrumentId,
        price,
        quantity,
        aggressor: bookSideOf(taker.side),
        buyOrderId: buy.orderId,
        buyAccountId: buy.accountId,
        buyLeaves: BigInt(buyLeaves),
        buyReleased: this.#released(buy, quantity, buyFees),
        sellOrderId: sell.orderId,
        sellAccountId: sell.accountId,
        sellLeaves: BigInt(sellLeaves),
        ...(sellReleased === 0n ? {} : { sellReleased }),
        ...this.#principal(taker, event),
        ...(event.isAuction ? { auction: true } : {}),
        ...(buyFees === undefined ? {} : { buyFees }),
        ...(sellFees === undefined ? {} : { sellFees }),
        // What protected the execution: price improvement is counted from it.
        ...statedBest(this.#quotes.bestOf(taker.instrumentId)),
        ...this.#dates(),
      },
    };
  }

  /** An order met a venue's quote. */
  atVenue(
    event: EngineEvent,
    order: OpenOrder,
    venue: string,
    liquidity: OrderExecutedFact['data']['liquidity'],
  ): OrderExecutedFact {
    const quantity = BigInt(event.quantity);
    const price = BigInt(event.price) * tickOf(this.#state, order);
    const fees = this.#fees(order, price, quantity, liquidity, venue);
    return {
      type: 'OrderExecuted',
      data: {
        ...named(order),
        tradeId: this.#nextTrade(),
        side: order.side,
        venue,
        liquidity,
        price,
        quantity,
        leaves: BigInt(event.leaves),
        released: this.#released(order, quantity, fees),
        ...this.#principal(order, event),
        ...(fees === undefined ? {} : { fees }),
        ...statedBest(this.#quotes.bestOf(order.instrumentId)),
        ...this.#dates(),
      },
    };
  }

  /** What the order pays for an execution; undefined: nothing, and on no day of a session. */
  #fees(
    order: OpenOrder,
    price: bigint,
    quantity: bigint,
    liquidity: Liquidity,
    venue?: string,
  ): Fees | undefined {
    const { current } = this.#days;
    if (current === undefined) return undefined;
    const { tradeDate } = this.#dates();
    const executed = {
      price,
      quantity,
      liquidity,
      tradeDate,
      ...(venue === undefined ? {} : { venue }),
    };
    return chargeOrder(this.#state, order, executed, current.date);
  }

  #released(order: OpenOrder, quantity: bigint, fees: Fees | undefined): bigint {
    const reserved = this.#state.orderFees.get(order.orderId)?.reserved;
    return releaseOf(order, quantity, reserved, feeTotal(fees));
  }

  /** Cash that changes hands where it is not price × quantity: with a multiplier; for a future, none. */
  #principal(
    { instrumentId }: OpenOrder,
    { price, quantity }: EngineEvent,
  ): { readonly principal?: bigint } {
    const instrument = this.#state.instruments.get(instrumentId);
    const { multiplier = 1, future, tickSize = 1n } = instrument ?? {};
    if (future !== undefined) return { principal: 0n };
    if (multiplier === 1) return {};
    return { principal: BigInt(price) * tickSize * BigInt(quantity) * BigInt(multiplier) };
  }

  /** Trade and settlement date, where sessions are held. */
  #dates(): Pick<TradeExecutedFact['data'], 'tradeDate' | 'settlementDate'> {
    const { date, settlementDate } = this.#days.current ?? {};
    if (date === undefined || settlementDate === undefined) return {};
    return { tradeDate: date, settlementDate };
  }

  #nextTrade(): TradeId {
    return `${this.#partition}-${this.#state.trades + 1n}` as TradeId;
  }
}

/** What a fact of an order names it by. */
export function named({
  orderId,
  accountId,
  instrumentId,
}: OpenOrder): Pick<OpenOrder, 'orderId' | 'accountId' | 'instrumentId'> {
  return { orderId, accountId, instrumentId };
}

/** @throws InvariantViolation for an order of an instrument that the state does not have. */
export function tickOf(state: TradingState, order: OpenOrder): bigint {
  const instrument = state.instruments.get(order.instrumentId);
  invariant(instrument !== undefined, `order ${order.orderId} has no instrument`);
  return instrument.tickSize;
}
