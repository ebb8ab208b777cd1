import { Type } from 'typebox';
import { define, type MessageOf } from '../schema/definition.ts';
import {
  accountId,
  instrumentId,
  oneOf,
  orderId,
  price,
  quantity,
  record,
} from '../schema/fields.ts';

/** FIX 54: 1, 2. */
export const SIDES = ['BUY', 'SELL'] as const;
/** FIX 40: 1, 2. */
export const ORDER_TYPES = ['MARKET', 'LIMIT'] as const;
/** FIX 59: 1, 3, 4. GTC rests until it is cancelled; IOC never rests; FOK is all or nothing. */
export const TIMES_IN_FORCE = ['GTC', 'IOC', 'FOK'] as const;

export type Side = (typeof SIDES)[number];
export type OrderType = (typeof ORDER_TYPES)[number];
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export const PlaceOrder = define(
  'PlaceOrder',
  'Places an order (FIX 35=D). The id of this command becomes the id of the order.',
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    side: oneOf(SIDES, 'Side (FIX 54)'),
    type: oneOf(ORDER_TYPES, 'Order type (FIX 40)'),
    timeInForce: oneOf(TIMES_IN_FORCE, 'Time in force (FIX 59)'),
    quantity: quantity('Ordered quantity (FIX 38)'),
    limitPrice: Type.Optional(price('Limit (FIX 44); required for LIMIT, forbidden for MARKET')),
  }),
);

export const CancelOrder = define(
  'CancelOrder',
  'Takes an order out of the book (FIX 35=F).',
  record({ accountId: accountId(), instrumentId: instrumentId(), orderId: orderId() }),
);

export const ReplaceOrder = define(
  'ReplaceOrder',
  'Changes quantity and limit of a resting order (FIX 35=G). A smaller quantity at the same price keeps its place in the queue.',
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    orderId: orderId(),
    quantity: quantity('New total quantity, including what has been executed (FIX 38)'),
    limitPrice: price('New limit (FIX 44)'),
  }),
);

export const ORDER_COMMANDS = [PlaceOrder, CancelOrder, ReplaceOrder] as const;

export type OrderCommand = MessageOf<(typeof ORDER_COMMANDS)[number]>;
export type PlaceOrderCommand = MessageOf<typeof PlaceOrder>;
export type CancelOrderCommand = MessageOf<typeof CancelOrder>;
export type ReplaceOrderCommand = MessageOf<typeof ReplaceOrder>;
