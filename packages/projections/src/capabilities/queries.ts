import { INSTRUMENT_ID_PATTERN, UUID_PATTERN } from '@bellwether/domain';
import { Type, type Static, type TObject } from 'typebox';
import { LEVELS_MAX } from '../market-data/depth.ts';
import { SYMBOL_PATTERN } from '../market-data/market.ts';
import { PAGE_MAX, type Paging } from '../read-model/page.ts';
import { maySee, maySeeCause, seenEvent, withoutOthersSides } from '../read-model/seen-by.ts';
import {
  BALANCES,
  COMMAND_OUTCOME,
  DEPTH,
  INSTRUMENT,
  LATEST_PRICE,
  LOTS,
  MARKET_SESSION,
  ORDER,
  ORDER_EVENT,
  orNull,
  pageOf,
  POSITION,
  TOP_OF_BOOK,
  TRADE_SEEN,
} from '../read-model/answers.ts';
import {
  accountId,
  demandMarket,
  ofAccount,
  ofMarket,
  ofSomething,
  query,
  type Query,
} from '../read-model/query.ts';
import { changesQuery, SUBSCRIPTIONS } from '../read-model/subscription.ts';

const instrumentId = Type.String({ pattern: INSTRUMENT_ID_PATTERN, description: 'Instrument' });
const orderId = Type.String({ pattern: UUID_PATTERN, description: 'Order' });
const symbol = Type.String({ pattern: SYMBOL_PATTERN, description: 'Symbol' });

const paging = {
  first: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_MAX, description: 'Rows' })),
  cursor: Type.Optional(Type.String({ maxLength: 80, description: '`next` of the page before' })),
};

const status = Type.Optional(
  Type.Array(Type.String({ pattern: '^[A-Z_]{1,30}$' }), {
    maxItems: 10,
    description: 'States of orders, such as RISK_APPROVED or CANCELLED',
  }),
);
/** Levels of a book where the question does not say how many. */
const LEVELS = 10;

const levels = Type.Optional(
  Type.Integer({ minimum: 1, maximum: LEVELS_MAX, default: LEVELS, description: 'Levels' }),
);

const NO_ROWS = { rows: [] } as const;

/** A page as it is asked for here. */
function pageAsked({ first, cursor }: Static<TObject<typeof paging>>): Paging {
  return { first, after: cursor };
}

/** Every question, by `<context>.<name>`: its subject is `qry.<context>.<name>.<caller>`. */
export const QUERIES: Readonly<Record<string, Query>> = {
  'account.get': ofAccount(
    { description: 'Cash and balances of an account.', input: {}, output: orNull(BALANCES) },
    null,
    (models, input) => models.account(input.accountId),
  ),
  'account.positions': ofAccount(
    {
      description: 'Positions of an account, by instrument.',
      input: paging,
      output: pageOf(POSITION),
    },
    NO_ROWS,
    (models, input) => models.positions(input.accountId, pageAsked(input)),
  ),
  'account.lots': ofAccount(
    {
      description: 'What a position is made of, first in, first out, and what was realised.',
      input: { instrumentId, ...paging },
      output: orNull(LOTS),
    },
    null,
    (models, input) => models.lots(input.accountId, input.instrumentId, pageAsked(input)),
  ),
  'order.get': ofSomething(
    { description: 'An order as it is now.', input: { orderId }, output: orNull(ORDER) },
    null,
    async (models, input, { viewer }) => {
      const row = await models.order(input.orderId);
      return row !== undefined && maySee(viewer, row.accountId) ? row : null;
    },
  ),
  'order.history': ofSomething(
    {
      description: 'Everything that happened to an order, in the order of the log.',
      input: { orderId, ...paging },
      output: pageOf(ORDER_EVENT),
    },
    NO_ROWS,
    async (models, input, { viewer }) => {
      const row = await models.order(input.orderId);
      if (row === undefined || !maySee(viewer, row.accountId)) return NO_ROWS;
      const page = await models.orderHistory(input.orderId, pageAsked(input));
      return { ...page, rows: page.rows.map((event) => seenEvent(event, viewer)) };
    },
  ),
  'order.list': ofAccount(
    {
      description: 'Orders of an account, latest first.',
      input: { instrumentId: Type.Optional(instrumentId), status, ...paging },
      output: pageOf(ORDER),
    },
    NO_ROWS,
    (models, { cursor, ...filter }) => models.orders({ ...filter, after: cursor }),
  ),
  'trade.list': query(
    'ReadMarket',
    {
      description:
        'Trades of the market, of an instrument or of an account (for who may see it), latest first.',
      input: {
        accountId: Type.Optional(accountId),
        instrumentId: Type.Optional(instrumentId),
        ...paging,
      },
      output: pageOf(TRADE_SEEN),
    },
    async (models, { cursor, ...filter }, asked) => {
      const { viewer } = asked;
      if (filter.accountId === undefined) demandMarket(asked);
      else if (!maySee(viewer, filter.accountId)) return NO_ROWS;
      await asked.see();
      const page = await models.trades({ ...filter, after: cursor });
      return { ...page, rows: page.rows.map((row) => withoutOthersSides(row, viewer)) };
    },
  ),
  'market.session': ofMarket(
    {
      description:
        'The last day of the market that has begun: what was due by it has settled. Absent before the first.',
      field: 'marketSession',
      input: {},
      output: orNull(MARKET_SESSION),
    },
    (models) => models.marketSession(),
  ),
  'instrument.list': ofMarket(
    { description: 'Instruments by symbol.', input: paging, output: pageOf(INSTRUMENT) },
    (models, input) => models.instruments(pageAsked(input)),
  ),
  'instrument.get': ofMarket(
    { description: 'An instrument.', input: { instrumentId }, output: orNull(INSTRUMENT) },
    (models, input) => models.instrument(input.instrumentId),
  ),
  'instrument.price': ofMarket(
    {
      description: 'The last trade of a symbol.',
      field: 'latestPrice',
      input: { symbol },
      output: orNull(LATEST_PRICE),
    },
    (models, input, { seen }) => models.latestPrice(input.symbol, seen),
  ),
  'instrument.top': ofMarket(
    {
      description:
        'The best prices of the book of an instrument: from the cache, at most a minute old; with `after` never of before that position.',
      field: 'topOfBook',
      input: { instrumentId },
      output: TOP_OF_BOOK,
    },
    (models, input, { seen }) => models.topOfBook(input.instrumentId, seen),
  ),
  'instrument.depth': ofMarket(
    {
      description: 'The best levels of both sides of the book of an instrument.',
      field: 'depth',
      input: { instrumentId, levels },
      output: DEPTH,
    },
    (models, input) => models.depth(input.instrumentId, input.levels ?? LEVELS),
  ),
  'command.outcome': ofSomething(
    {
      description: 'What became of a command that left a fact.',
      input: { commandId: Type.String({ pattern: UUID_PATTERN, description: 'Command' }) },
      output: orNull(COMMAND_OUTCOME),
    },
    null,
    async (models, input, { viewer }) => {
      const row = await models.commandOutcome(input.commandId);
      return row !== undefined && maySeeCause(viewer, row.accountId) ? row : null;
    },
  ),
  ...Object.fromEntries(
    Object.entries(SUBSCRIPTIONS).map(([name, subscription]) => [name, changesQuery(subscription)]),
  ),
};
