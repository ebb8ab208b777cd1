import { Type, type Static } from 'typebox';
import { PRODUCTS } from '../accounts/commissions.ts';
import { oneOf, record, signed, text, unsigned } from '../contracts/schema/fields.ts';

/** Our own book, where a schedule of fees names a venue. */
export const OWN_VENUE = 'OWN';

/** A venue that charges: another one by its MIC, or our own book. */
export const chargingVenue = (): ReturnType<typeof text<string>> =>
  text('^([A-Z0-9]{4}|OWN)$', 'Venue by its ISO 10383 MIC; OWN: our own book');

const MICRO_USD = 'micro-USD for one share or contract';

/** What a venue takes from the side that takes liquidity, and gives to the side that makes it. */
export const VENUE_FEE = record({
  product: oneOf(PRODUCTS, 'What it is for'),
  taker: signed(`From what trades on its way in, ${MICRO_USD}`),
  maker: signed(`From what stood in the book, ${MICRO_USD}; below zero: a rebate`),
  auction: signed(`From either side of an auction, ${MICRO_USD}`),
  regulatory: Type.Optional(unsigned(`Options regulatory fee, both sides, ${MICRO_USD}`)),
});
export type VenueFee = Static<typeof VENUE_FEE>;
