import { EventFlag, EventKind, OrderType, Phase, Side, TimeInForce } from '../../src/index.ts';
import type { Order, SymbolModel, Told } from './model.ts';

const { OPG, CLS } = TimeInForce;

interface Result {
  readonly price: number;
  readonly volume: number;
  /** Buys minus sells. */
  readonly imbalance: number;
}

/** Whether the order trades in the auction that the phase leads to. */
export const joins = (phase: Phase, o: Order): boolean => {
  if (o.where === 'book') return true;
  if (o.where !== 'queue') return false;
  return o.timeInForce !== CLS || phase === Phase.CLOSING_AUCTION;
};

const isMarket = (o: Order): boolean => o.type === OrderType.MARKET;

/** One side of the auction in the order of execution: market orders by entry, then limits by price and entry. */
const line = (model: SymbolModel, side: Side): Order[] => {
  const better = side === Side.BUY ? -1 : 1;
  return model.orders
    .filter((o) => o.side === side && joins(model.phase, o))
    .sort((a, b) => {
      if (isMarket(a) !== isMarket(b)) return isMarket(a) ? -1 : 1;
      const byPrice = isMarket(a) ? 0 : (a.price - b.price) * better;
      return byPrice || a.sequence - b.sequence;
    });
};

/** Every price from the lowest to the highest; of a span too wide to count through, those next to a named one. */
const candidates = (named: readonly number[]): number[] => {
  const [low, high] = [Math.min(...named), Math.max(...named)];
  if (high - low < 1000) return Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const near = new Set(named.flatMap((p) => [p - 1, p, p + 1]));
  return [...near].filter((p) => p >= low && p <= high).sort((a, b) => a - b);
};

/** Tries every price between the lowest and the highest that anybody named. */
export const auctionPrice = (model: SymbolModel, reference: number): Result => {
  const buys = line(model, Side.BUY);
  const sells = line(model, Side.SELL);
  const named = [...buys, ...sells].filter((o) => !isMarket(o)).map((o) => o.price);
  if (reference !== 0) named.push(reference);
  const none = { price: 0, volume: 0, imbalance: 0 };
  if (named.length === 0) return none;
  const sum = (orders: Order[]): number => orders.reduce((total, o) => total + o.open, 0);
  const trials = [];
  for (const price of candidates(named)) {
    const bought = sum(buys.filter((o) => isMarket(o) || o.price >= price));
    const sold = sum(sells.filter((o) => isMarket(o) || o.price <= price));
    trials.push({ price, volume: Math.min(bought, sold), imbalance: bought - sold });
  }
  const volume = Math.max(...trials.map((t) => t.volume));
  if (volume === 0) return none;
  const fullest = trials.filter((t) => t.volume === volume);
  const least = Math.min(...fullest.map((t) => Math.abs(t.imbalance)));
  const tied = fullest.filter((t) => Math.abs(t.imbalance) === least);
  if (tied.every((t) => t.imbalance > 0)) return tied.at(-1)!;
  if (tied.every((t) => t.imbalance < 0)) return tied[0]!;
  const away = (t: { price: number }): number => Math.abs(t.price - reference);
  return tied.reduce((best, t) => (away(t) < away(best) ? t : best));
};

/** What of an auction participant the public book shows. */
const visible = (o: Order): number =>
  o.where === 'book' && o.timeInForce !== OPG && o.timeInForce !== CLS ? o.shown : 0;

/** Trades `volume` at `price`, first in line with first in line. */
export const tradeAuction = (
  model: SymbolModel,
  price: number,
  volume: number,
  tell: (told: Told) => void,
): void => {
  const buys = line(model, Side.BUY);
  const sells = line(model, Side.SELL);
  for (let left = volume; left > 0;) {
    const buy = buys[0]!;
    const sell = sells[0]!;
    const quantity = Math.min(buy.open, sell.open, left);
    left -= quantity;
    for (const o of [buy, sell]) {
      o.open -= quantity;
      o.shown = o.display === 0 ? o.open : Math.min(o.display, o.open);
    }
    const self = buy.stpGroup !== 0 && buy.stpGroup === sell.stpGroup ? EventFlag.SELF_TRADE : 0;
    tell({
      kind: EventKind.TRADE,
      flags: EventFlag.AUCTION | EventFlag.LAST_SALE | self,
      side: Side.BUY,
      ref: buy.ref,
      price,
      quantity,
      leaves: buy.open,
      shown: visible(buy),
      sequence: ++model.trades,
      makerRef: sell.ref,
      makerLeaves: sell.open,
      makerShown: visible(sell),
    });
    if (buy.open === 0) buys.shift();
    if (sell.open === 0) sells.shift();
    model.orders = model.orders.filter((o) => o.open > 0);
  }
};
