import type { CancelReason } from '../../../orders/facts.ts';
import type { BookSide, Phase } from '../../../orders/terms.ts';
import type { Instant } from '../../../time/new-york.ts';
import type { MarketState, Place, SeenInstrument, SeenOrder } from './state.ts';

/** An execution: between two of our orders, or of one with another venue. */
export interface SeenTrade {
  readonly tradeId: string;
  readonly price: bigint;
  readonly quantity: bigint;
  readonly isAuction: boolean;
  readonly buy: SeenOrder | undefined;
  readonly sell: SeenOrder | undefined;
  /** Which side came in; undefined in an auction. */
  readonly taker: BookSide | undefined;
  /** National best prices as the fact has them. */
  readonly bestBid: bigint | undefined;
  readonly bestOffer: bigint | undefined;
}

/** An order that never was one. */
interface RefusedOrder {
  readonly orderId: string;
  readonly accountId: string;
  readonly owner: string;
  readonly side: BookSide;
  readonly hasLimit: boolean;
  readonly price: bigint;
  readonly quantity: bigint;
}

interface Told {
  readonly instrument: SeenInstrument;
  readonly at: Instant;
  readonly place: Place;
}

/** What happens in a market, as rules of surveillance see it. A replace is an end and an entry. */
export type MarketEvent = Told &
  (
    | { readonly kind: 'entered'; readonly order: SeenOrder }
    | { readonly kind: 'refused'; readonly order: RefusedOrder; readonly side: BookSide }
    | {
        readonly kind: 'ended';
        readonly order: SeenOrder;
        readonly why: CancelReason;
        /** What was left of it. */
        readonly quantity: bigint;
      }
    | { readonly kind: 'traded'; readonly trade: SeenTrade }
    | { readonly kind: 'phase'; readonly before: Phase }
    | { readonly kind: 'auction'; readonly price: bigint | undefined; readonly volume: bigint }
  );

export type EventOf<K extends MarketEvent['kind']> = Extract<MarketEvent, { readonly kind: K }>;

/** Whether the owner took the order back: others end orders for reasons of their own. */
export function isWithdrawn({ why }: Pick<EventOf<'ended'>, 'why'>): boolean {
  return why === 'USER' || why === 'REPLACE';
}

/** The orders of a trade, with what each was in it. */
export function sidesOf({ buy, sell, taker }: SeenTrade): readonly {
  readonly order: SeenOrder;
  readonly isTaker: boolean;
}[] {
  const sides = [];
  if (buy !== undefined) sides.push({ order: buy, isTaker: taker === 'BUY' });
  if (sell !== undefined) sides.push({ order: sell, isTaker: taker === 'SELL' });
  return sides;
}

export function positionOf(market: MarketState, owner: string, instrumentId: string): bigint {
  return market.positions.get(owner)?.get(instrumentId) ?? 0n;
}
