import { BASIS } from '../../../kernel/rounding.ts';
import { SECOND } from '../../../time/new-york.ts';
import { keyed, valueOf, type Keyed } from '../keyed.ts';
import type { SeenTrade } from '../market/event.ts';
import type { SeenInstrument } from '../market/state.ts';
import { basisPoints, defineRule, duration, ownerKey, sidesOfTrade } from '../rule.ts';

/** Trades at prices that are none of the market's. */
export const offMarketTrade = defineRule({
  ruleId: 'off-market-trade',
  version: 1,
  description: 'A trade is far outside the best prices of its moment, or outside the price bands.',
  parameters: {
    distance: basisPoints(200n, 'Outside the best bid and offer by more than'),
    quiet: duration(60n * SECOND, 'After an alert, further trades of the owner belong to it'),
  },
  open: (): Keyed<{ alertedAt: bigint | undefined }> => keyed(),
  take(event, { state, set, raise }) {
    if (event.kind !== 'traded') return;
    const { trade, at, place, instrument } = event;
    const taker = trade.taker === 'SELL' ? trade.sell : (trade.buy ?? trade.sell);
    if (taker === undefined) return;
    const bounds = boundsOf(trade, instrument, set.distance);
    const { price } = trade;
    const isOutside =
      (bounds.lower !== undefined && price < bounds.lower) ||
      (bounds.upper !== undefined && price > bounds.upper);
    if (!isOutside) return;
    const key = ownerKey(taker.owner, instrument);
    const seen = valueOf<{ alertedAt: bigint | undefined }>(state, key, at, set.quiet, () => ({
      alertedAt: undefined,
    }));
    if (seen.alertedAt !== undefined && at - seen.alertedAt < set.quiet) return;
    seen.alertedAt = at;
    raise({
      owner: taker.owner,
      from: place,
      fromAt: at,
      ...sidesOfTrade(trade),
      trades: [trade.tradeId],
      features: {
        price,
        lowest: bounds.lower ?? 0n,
        highest: bounds.upper ?? 0n,
        quantity: trade.quantity,
      },
    });
  },
});

interface Bounds {
  readonly lower: bigint | undefined;
  readonly upper: bigint | undefined;
}

/** Where a trade may be: the bands, and so much around what was best as the taker came in. An auction has one price of its own. */
function boundsOf(trade: SeenTrade, instrument: SeenInstrument, distance: bigint): Bounds {
  const { lowerBand, upperBand } = instrument;
  let lower = lowerBand > 0n ? lowerBand : undefined;
  let upper = upperBand > 0n ? upperBand : undefined;
  if (trade.taker === undefined) return { lower, upper };
  const view = (trade.taker === 'BUY' ? trade.buy : trade.sell)?.view;
  const bid = trade.bestBid ?? view?.bid;
  const offer = trade.bestOffer ?? view?.ask;
  if (bid !== undefined && offer !== undefined) {
    const [below, above] = [bid - (bid * distance) / BASIS, offer + (offer * distance) / BASIS];
    if (lower === undefined || below > lower) lower = below;
    if (upper === undefined || above < upper) upper = above;
  }
  return { lower, upper };
}
