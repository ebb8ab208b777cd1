import { Type } from 'typebox';
import { SYMBOL_PATTERN } from '../instruments/read.ts';
import { meaning, named, orNull, record, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { instrumentId } from '../read-model/inputs.ts';
import { ofMarket } from '../read-model/query.ts';
import { depthOf, LEVELS_DEFAULT, LEVELS_MAX } from './depth.ts';
import { latestPrice, topOfBook } from './market.ts';

const symbol = Type.String({ pattern: SYMBOL_PATTERN, description: 'Symbol' });

const levels = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: LEVELS_MAX,
    default: LEVELS_DEFAULT,
    description: 'Levels',
  }),
);

const LATEST_PRICE = named(
  'LatestPrice',
  'The last trade of a symbol; stale where there was none within the last minute.',
  record({
    symbol: text,
    price: meaning('Decimal'),
    quantity: meaning('Quantity'),
    at: meaning('Instant'),
    stale: Type.Boolean(),
  }),
);

const LEVEL = named(
  'Level',
  'Everything that the book shows at one price.',
  record({ price: meaning('Decimal'), quantity: meaning('Quantity'), orders: Type.Integer() }),
);

const TOP_OF_BOOK = named(
  'TopOfBook',
  'The best prices of a book; absent where there is no order to buy, or to sell.',
  record({ bid: orNull(LEVEL), ask: orNull(LEVEL) }),
);

const DEPTH = named(
  'Depth',
  'Both sides of a book, best price first; the first level is the top of the book.',
  record({ bids: Type.Array(LEVEL), asks: Type.Array(LEVEL) }),
);

/** Market data: prices and books, from the read models of orders and instruments and the cache beside them. */
export const MARKET_DATA: Capability = {
  queries: {
    'instrument.price': ofMarket(
      {
        description: 'The last trade of a symbol.',
        field: { name: 'latestPrice' },
        input: { symbol },
        output: orNull(LATEST_PRICE),
      },
      (models, input, { seen }) => latestPrice(models, input.symbol, seen),
    ),
    'instrument.top': ofMarket(
      {
        description:
          'The best prices of the book of an instrument: from the cache, at most a minute old; with `after` never of before that position.',
        field: { name: 'topOfBook' },
        input: { instrumentId },
        output: TOP_OF_BOOK,
      },
      (models, input, { seen }) => topOfBook(models, input.instrumentId, seen),
    ),
    'instrument.depth': ofMarket(
      {
        description: 'The best levels of both sides of the book of an instrument.',
        field: { name: 'depth' },
        input: { instrumentId, levels },
        output: DEPTH,
      },
      ({ db }, input) => depthOf(db, input.instrumentId, input.levels ?? LEVELS_DEFAULT),
    ),
  },
};
