import { Type, type Static } from 'typebox';
import { instrumentId, price, record, unsigned } from '../contracts/schema/fields.ts';
import { NETTED_LINE } from './lines.ts';

/** What late shares of an instrument are priced at in a run. */
export const LATE_PRICE = record({
  instrumentId: instrumentId(),
  mark: price('What a late share is priced at'),
  multiplier: unsigned('Units of one contract; 1 for shares'),
});

export type LatePrice = Static<typeof LATE_PRICE>;

/** A page of what a run is about, as the read side tells it to process managers. */
export const NETTING_ANSWER = record({
  pages: Type.Integer({ minimum: 0, maximum: 100_000, description: 'Pages altogether' }),
  lines: Type.Array(NETTED_LINE),
  prices: Type.Array(LATE_PRICE),
});

export type NettingAnswer = Static<typeof NETTING_ANSWER>;
