import { formatDecimal } from '@bellwether/domain';
import type { TradeRow } from '../postgres/trades/table.ts';
import { dateTime, POSITION, PRICE, TIME, WORD, type ClickHouseTable } from './table.ts';

const NO_ORDER = '00000000-0000-0000-0000-000000000000';

/** Trades as analysts ask for them: by instrument, in the order of the log. */
export const tradesClickHouse: ClickHouseTable<TradeRow> = {
  name: 'trades',
  columns: {
    position: { type: POSITION, value: ({ position }) => `${position}` },
    batch_index: { type: 'UInt32', value: ({ batchIndex }) => batchIndex },
    trade_id: { type: 'String', value: ({ tradeId }) => tradeId },
    instrument_id: { type: WORD, value: ({ instrumentId }) => instrumentId },
    at: { type: TIME, value: ({ executedAt }) => dateTime(executedAt) },
    price: { type: PRICE, value: ({ price }) => formatDecimal(price) },
    quantity: { type: 'UInt64', value: ({ quantity }) => `${quantity}` },
    aggressor: { type: WORD, value: ({ aggressor }) => aggressor },
    buy_order_id: { type: 'UUID', value: ({ buyOrderId }) => buyOrderId ?? NO_ORDER },
    buy_account_id: { type: 'String', value: ({ buyAccountId }) => buyAccountId ?? '' },
    sell_order_id: { type: 'UUID', value: ({ sellOrderId }) => sellOrderId ?? NO_ORDER },
    sell_account_id: { type: 'String', value: ({ sellAccountId }) => sellAccountId ?? '' },
    venue: { type: WORD, value: ({ venue }) => venue ?? '' },
    auction: { type: 'Bool', value: ({ auction }) => auction },
    busted: { type: 'Bool', value: ({ busted }) => busted },
  },
  // A trade that is taken back has its first place still: the row of the later position stays.
  orderBy: ['instrument_id', 'trade_id'],
  time: 'at',
  keep: 'record',
};
