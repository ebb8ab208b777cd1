import { MAX_PRICE_TICKS, type TradedInstrument, type VenueQuote } from '@bellwether/domain';
import { MAX_QUANTITY, MAX_VENUES } from '@bellwether/engine';

/** A venue's quote that the book cannot count; it has changed nothing. */
class QuoteRefusedError extends Error {
  override readonly name = 'QuoteRefusedError';
  readonly code = 'QUOTE_REFUSED';
}

/** @param venue the engine's number of the quote's venue. @throws QuoteRefusedError */
export function checkQuote(
  { instrumentId, tickSize }: TradedInstrument,
  quote: VenueQuote,
  venue: number | undefined,
): asserts venue is number {
  const { bid, bidQuantity, offer, offerQuantity } = quote;
  const refuse = (what: string): never => {
    throw new QuoteRefusedError(`${quote.venue} ${instrumentId}: ${what}`);
  };
  if (venue === undefined) refuse(`more than ${MAX_VENUES} venues quote`);
  if ([bid, offer].some((price) => price < 0n || price / tickSize >= MAX_PRICE_TICKS))
    refuse(`a price is not between 0 and ${MAX_PRICE_TICKS} ticks`);
  if ([bidQuantity, offerQuantity].some((quantity) => quantity < 0n || quantity > MAX_QUANTITY))
    refuse(`a quantity is not between 0 and ${MAX_QUANTITY}`);
}
