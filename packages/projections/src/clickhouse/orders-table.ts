import { formatDecimal } from '@bellwether/domain';
import type { OrderRow } from '../postgres/orders/table.ts';
import { AMOUNT, dateTime, POSITION, PRICE, TIME, WORD, type ClickHouseTable } from './table.ts';

/** Orders with what has become of them; the latest state of each. */
export const ordersClickHouse: ClickHouseTable<OrderRow> = {
  name: 'orders',
  columns: {
    position: { type: POSITION, value: ({ position }) => `${position}` },
    order_id: { type: 'UUID', value: ({ orderId }) => orderId },
    account_id: { type: 'String', value: ({ accountId }) => accountId },
    instrument_id: { type: WORD, value: ({ instrumentId }) => instrumentId },
    side: { type: WORD, value: ({ side }) => side },
    type: { type: WORD, value: ({ type }) => type },
    time_in_force: { type: WORD, value: ({ timeInForce }) => timeInForce },
    quantity: { type: 'UInt64', value: ({ quantity }) => `${quantity}` },
    limit_price: { type: PRICE, value: ({ limitPrice }) => formatDecimal(limitPrice) },
    leaves: { type: 'UInt64', value: ({ leaves }) => `${leaves}` },
    executed: { type: 'UInt64', value: ({ executed }) => `${executed}` },
    notional: { type: AMOUNT, value: ({ notional }) => formatDecimal(notional) },
    fees: { type: AMOUNT, value: ({ fees }) => formatDecimal(fees) },
    status: { type: WORD, value: ({ status }) => status },
    reason: { type: WORD, value: ({ reason }) => reason ?? '' },
    received_at: { type: TIME, value: ({ receivedAt }) => dateTime(receivedAt) },
    updated_at: { type: TIME, value: ({ updatedAt }) => dateTime(updatedAt) },
  },
  orderBy: ['instrument_id', 'order_id'],
  time: 'received_at',
  keep: 'record',
};
