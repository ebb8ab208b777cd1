import type { VenueQuote } from './protected-quotes.ts';

/** Where quotes of other venues travel that orders of the platform may meet. */
export const VENUE_QUOTES_SUBJECT = 'md.venues';
/** Quotes of one message. */
export const VENUE_QUOTES_MAX = 500;

/** What a venue quotes, under the symbol that the world knows. */
export interface SymbolQuote extends VenueQuote {
  readonly symbol: string;
}

/** A message of venue quotes that is none. */
export class VenueQuoteError extends Error {
  override readonly name = 'VenueQuoteError';
  readonly code = 'VENUE_QUOTES';
}

const FIELDS = 7;
/** Also of what the platform does not list. */
const SYMBOL = /^[\x21-\x7e]{1,32}$/;
const VENUE = /^[A-Z0-9]{4}$/;
/** Fits into 63 bits. */
const DIGITS = /^\d{1,18}$|^[0-8]\d{18}$/;

/**
 * Quotes as they travel on `md.venues`: JSON, each an array of symbol, venue (MIC), bid, its size, offer, its size, and
 * when it was heard. Prices in 1/10 000 USD, times in ns since 1970 UTC, all as digits; a size of 0: that side is empty.
 */
export function writeVenueQuotes(quotes: readonly SymbolQuote[]): string {
  return JSON.stringify(
    quotes.map(({ symbol, venue, ...quote }) => [
      symbol,
      venue,
      `${quote.bid}`,
      `${quote.bidQuantity}`,
      `${quote.offer}`,
      `${quote.offerQuantity}`,
      `${quote.at}`,
    ]),
  );
}

/** The quotes of a message. @throws VenueQuoteError */
export function readVenueQuotes(text: string): readonly SymbolQuote[] {
  const rows = parse(text);
  if (!Array.isArray(rows) || rows.length > VENUE_QUOTES_MAX)
    throw new VenueQuoteError(`an array of at most ${VENUE_QUOTES_MAX} quotes is expected`);
  return rows.map(readQuote);
}

function readQuote(row: unknown): SymbolQuote {
  const isRow = Array.isArray(row) && row.length === FIELDS;
  if (!isRow || !row.every((field): field is string => typeof field === 'string'))
    throw new VenueQuoteError(`a quote has ${FIELDS} texts`);
  const [symbol = '', venue = '', ...numbers] = row as readonly string[];
  if (!SYMBOL.test(symbol) || !VENUE.test(venue))
    throw new VenueQuoteError('a quote begins with a symbol and a venue’s MIC');
  if (!numbers.every((digits) => DIGITS.test(digits)))
    throw new VenueQuoteError(`${symbol} at ${venue}: prices, sizes and times are digits`);
  const [bid = 0n, bidQuantity = 0n, offer = 0n, offerQuantity = 0n, at = 0n] = numbers.map(BigInt);
  return { symbol, venue, bid, bidQuantity, offer, offerQuantity, at };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new VenueQuoteError('a message of venue quotes is JSON', { cause });
  }
}
