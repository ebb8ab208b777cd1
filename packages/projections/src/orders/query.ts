import { inArray } from 'drizzle-orm';
import { Type } from 'typebox';
import {
  anything,
  integer,
  orNull,
  pageOf,
  record,
  rowOf,
  SCALAR,
  text,
} from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { keyField, type FollowedTable } from '../read-model/followed-table.ts';
import { instrumentId, orderId, pageAsked, paging } from '../read-model/inputs.ts';
import { NO_ROWS, ofAccount, ofSomething } from '../read-model/query.ts';
import { maySee } from '../read-model/seen-by.ts';
import { orderEventsTable } from './order-events.ts';
import { orderHistory, seenEvent } from './order-history.ts';
import { ordersProjection } from './projection.ts';
import { findOrder, listOrders } from './read.ts';
import { orders } from './table.ts';

const ORDER = rowOf(orders);

const ORDER_EVENT = record({
  type: text,
  at: integer,
  commandId: orNull(text),
  principal: orNull(text),
  position: integer,
  batchIndex: Type.Integer(),
  data: anything,
});

const status = Type.Optional(
  Type.Array(Type.String({ pattern: '^[A-Z_]{1,30}$', [SCALAR]: 'OrderStatus' }), {
    maxItems: 10,
    description: 'States of orders, such as RISK_APPROVED or CANCELLED',
  }),
);

/** Orders of an account, to be followed; a snapshot has those that work. */
export const FOLLOWED_ORDERS: FollowedTable = {
  projection: ordersProjection.name,
  table: orders,
  owners: [orders.accountId],
  key: keyField(orders, 'orderId'),
  begins: inArray(orders.status, ['RISK_APPROVED', 'PARTIALLY_EXECUTED']),
};

/** Orders: as they are now, and what happened to them. */
export const ORDERS: Capability = {
  projections: [ordersProjection, orderEventsTable],
  queries: {
    'order.get': ofSomething(
      {
        description: 'An order as it is now.',
        field: { name: 'order', id: 'orderId', type: 'Order' },
        input: { orderId },
        output: orNull(ORDER),
      },
      null,
      async ({ db }, input, { viewer }) => {
        const row = await findOrder(db, input.orderId);
        return row !== undefined && maySee(viewer, row.accountId) ? row : null;
      },
    ),
    'order.history': ofSomething(
      {
        description: 'Everything that happened to an order, in the order of the log.',
        field: {
          name: 'orderHistory',
          id: 'orderId',
          list: 'events',
          type: 'OrderEvent',
          description: 'What happened to an order, in order.',
        },
        input: { orderId, ...paging },
        output: pageOf(ORDER_EVENT),
      },
      NO_ROWS,
      async ({ db }, input, { viewer }) => {
        const row = await findOrder(db, input.orderId);
        if (row === undefined || !maySee(viewer, row.accountId)) return NO_ROWS;
        const page = await orderHistory(db, input.orderId, pageAsked(input));
        return { ...page, rows: page.rows.map((event) => seenEvent(event, viewer)) };
      },
    ),
    'order.list': ofAccount(
      {
        description: 'Orders of an account, latest first.',
        field: { name: 'orders', list: 'orders', type: 'Order' },
        input: { instrumentId: Type.Optional(instrumentId), status, ...paging },
        output: pageOf(ORDER),
      },
      NO_ROWS,
      ({ db }, { cursor, ...filter }) => listOrders(db, { ...filter, after: cursor }),
    ),
  },
  subscriptions: {
    'order.changes': {
      description: 'Orders of an account: those that work, then each that changes',
      of: 'account',
      field: 'orderChanges',
      message: 'OrderChanges',
      list: 'orders',
      type: 'Order',
      row: ORDER,
      follows: FOLLOWED_ORDERS,
    },
  },
};
