import type {
  OrderExecutedFact,
  TradeBustedFact,
  TradeExecutedFact,
} from '../../../orders/facts.ts';
import { bookSideOf } from '../../../orders/terms.ts';
import type { Observed } from '../observed.ts';
import { noteActivity } from './activity.ts';
import { setShown } from './book.ts';
import type { MarketEvent, SeenTrade } from './event.ts';
import { instrumentOf, placeOf } from './lookups.ts';
import { reduce } from './orders.ts';
import type { MarketState, SeenOrder } from './state.ts';
import { print } from './tape.ts';

export function traded(
  state: MarketState,
  data: TradeExecutedFact['data'],
  observed: Observed,
): readonly MarketEvent[] {
  const buy = state.orders.get(data.buyOrderId);
  const sell = state.orders.get(data.sellOrderId);
  const { tradeId, price, quantity, instrumentId, bestBid, bestOffer } = data;
  const isAuction = data.auction === true;
  if (buy !== undefined) fill(state, buy, quantity, data.buyLeaves, observed);
  if (sell !== undefined) fill(state, sell, quantity, data.sellLeaves, observed);
  const taker = isAuction ? undefined : data.aggressor;
  const trade = { tradeId, price, quantity, isAuction, buy, sell, taker, bestBid, bestOffer };
  return printed(state, instrumentId, trade, observed);
}

/** One side is another venue's. */
export function executedAway(
  state: MarketState,
  data: OrderExecutedFact['data'],
  observed: Observed,
): readonly MarketEvent[] {
  const order = state.orders.get(data.orderId);
  const { tradeId, price, quantity, instrumentId, bestBid, bestOffer } = data;
  const side = bookSideOf(data.side);
  if (order !== undefined) fill(state, order, quantity, data.leaves, observed);
  const [buy, sell] = side === 'BUY' ? [order, undefined] : [undefined, order];
  const isMaker = data.liquidity === 'MAKER';
  const taker = isMaker ? (side === 'BUY' ? 'SELL' : 'BUY') : side;
  const isAuction = data.liquidity === 'AUCTION';
  const trade = {
    tradeId,
    price,
    quantity,
    isAuction,
    buy,
    sell,
    taker,
    bestBid,
    bestOffer,
  } as const;
  return printed(state, instrumentId, trade, observed);
}

/** A trade never happened: an order that lives has its quantity again. What rules have seen stays seen. */
export function bustedTrade(state: MarketState, data: TradeBustedFact['data']): void {
  for (const [orderId, restored] of [
    [data.buyOrderId, data.buyRestored],
    [data.sellOrderId, data.sellRestored],
  ] as const) {
    const order = state.orders.get(orderId);
    if (order === undefined || restored === 0n) continue;
    order.leaves += restored;
    order.executed -= restored;
    if (order.shown > 0n)
      setShown(instrumentOf(state, order.instrumentId), order, order.shown + restored);
  }
}

function fill(
  state: MarketState,
  order: SeenOrder,
  quantity: bigint,
  leaves: bigint,
  { at }: Observed,
): void {
  if (order.rests) noteActivity(state, order, 'executed', quantity, at);
  order.executed += quantity;
  reduce(state, order, leaves, order.shown - quantity);
}

function printed(
  state: MarketState,
  instrumentId: string,
  trade: SeenTrade,
  observed: Observed,
): readonly MarketEvent[] {
  const instrument = instrumentOf(state, instrumentId);
  const place = placeOf(observed);
  instrument.lastSale = trade.price;
  print(instrument, trade, observed.at, place);
  return [{ kind: 'traded', trade, instrument, at: observed.at, place }];
}
