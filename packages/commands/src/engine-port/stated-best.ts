import type { BestPrices, OrderAcceptedFact } from '@bellwether/domain';

/** The best bid and offer of other venues as a fact states them: what is 0 is not there. */
export function statedBest({
  bid,
  offer,
}: BestPrices): Pick<OrderAcceptedFact['data'], 'bestBid' | 'bestOffer'> {
  return { ...(bid === 0n ? {} : { bestBid: bid }), ...(offer === 0n ? {} : { bestOffer: offer }) };
}
