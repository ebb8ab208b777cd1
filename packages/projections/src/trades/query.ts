import { sql as raw } from 'drizzle-orm';
import { Type, type TObject } from 'typebox';
import { pageOf, record, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import type { FollowedTable, RowKey } from '../read-model/followed-table.ts';
import { accountId, instrumentId, pageAsked, paging } from '../read-model/inputs.ts';
import { demandMarket, NO_ROWS, ofHouse, query } from '../read-model/query.ts';
import { maySee, withoutOthersSides } from '../read-model/seen-by.ts';
import type { Subscription } from '../read-model/subscription.ts';
import { tradesProjection } from './projection.ts';
import { listTrades, listTradesOf } from './read.ts';
import { trades } from './table.ts';
import { tapeTable } from './tape.ts';

/** A trade as somebody sees it: what belongs to another account's side is left out. */
const TRADE_SEEN = withoutSides(rowOf(trades));

function withoutSides({ properties }: TObject): TObject {
  return record(
    Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        name,
        /^(buy|sell)/.test(name) ? Type.Optional(schema) : schema,
      ]),
    ),
  );
}

/** Trades of one position by their places in the batch. */
const KEY: RowKey = {
  fields: ['batchIndex', 'tradeId'],
  pattern: /^\d{1,9}\/\d{1,5}-\d{1,19}$/,
  of: (row) => `${row['batchIndex'] as number}/${row['tradeId'] as string}`,
  isBehind: (key) => {
    const [index = '', id = ''] = key.split('/');
    return raw`(${trades.batchIndex}, ${trades.tradeId}) > (${index}::integer, ${id})`;
  },
};

/** Trades of an instrument, to be followed. */
export const FOLLOWED_TRADES: FollowedTable = {
  projection: tradesProjection.name,
  table: trades,
  owners: [trades.instrumentId],
  key: KEY,
  latest: 100,
};

/** Trades of an account, to be followed. */
export const FOLLOWED_TRADES_OF_ACCOUNT: FollowedTable = {
  ...FOLLOWED_TRADES,
  owners: [trades.buyAccountId, trades.sellAccountId],
};

const changes = {
  message: 'TradeChanges',
  list: 'trades',
  type: 'Trade',
  row: TRADE_SEEN,
  seen: withoutOthersSides,
} as const satisfies Partial<Subscription>;

/** Trades, each with its two sides. */
export const TRADES: Capability = {
  projections: [tradesProjection, tapeTable],
  queries: {
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
      async ({ db }, { cursor, ...filter }, asked) => {
        const { viewer } = asked;
        if (filter.accountId === undefined) demandMarket(asked);
        else if (!maySee(viewer, filter.accountId)) return NO_ROWS;
        await asked.see();
        const page = await listTrades(db, { ...filter, after: cursor });
        return { ...page, rows: page.rows.map((row) => withoutOthersSides(row, viewer)) };
      },
    ),
    'trade.of-day': ofHouse(
      {
        description: 'Trades of a trading day with both sides, but for those that were taken back.',
        input: {
          day: Type.String({
            pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
            description: 'Trading day',
            examples: ['2026-11-30'],
          }),
          ...paging,
        },
        output: pageOf(rowOf(trades)),
      },
      ({ db }, input) => listTradesOf(db, input.day, pageAsked(input)),
    ),
  },
  subscriptions: {
    'trade.changes': {
      ...changes,
      description:
        'Trades of an instrument: the latest hundred, then every one, and those that are taken back',
      of: 'instrument',
      field: 'tradeChanges',
      follows: FOLLOWED_TRADES,
    },
    'account.trade-changes': {
      ...changes,
      description:
        'Trades of an account: the latest hundred, then every one, and those that are taken back',
      of: 'account',
      field: 'accountTradeChanges',
      follows: FOLLOWED_TRADES_OF_ACCOUNT,
    },
  },
};
