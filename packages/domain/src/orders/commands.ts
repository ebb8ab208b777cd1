import { Type } from 'typebox';
import { own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  clientOrderId,
  date,
  flag,
  instrumentId,
  oneOf,
  orderId,
  price,
  quantity,
  record,
  reference,
} from '../contracts/schema/fields.ts';
import {
  CAPACITIES,
  ORDER_TYPES,
  POSITION_EFFECTS,
  SELF_TRADE_MODES,
  SIDES,
  TIMES_IN_FORCE,
} from './terms.ts';

/** Terms that an order may have beyond side, type, time in force, quantity and limit: in its command and its fact. */
export const FURTHER_TERMS = {
  stopPrice: Type.Optional(price('Last sale that triggers a stop order (FIX 99)')),
  minimumQuantity: Type.Optional(quantity('Least quantity to fill on arrival (FIX 110)')),
  displayQuantity: Type.Optional(quantity('Most that the book shows at a time (FIX 1138)')),
  postOnly: Type.Optional(flag('Refuse rather than take liquidity (FIX 18=6)')),
  expiresOn: Type.Optional(date('Last day of a GTD order (FIX 432)')),
  selfTrade: Type.Optional(oneOf(SELF_TRADE_MODES, 'Self-trade prevention (FIX 2964)')),
  capacity: Type.Optional(oneOf(CAPACITIES, 'Order capacity (FIX 528)')),
  positionEffect: Type.Optional(oneOf(POSITION_EFFECTS, 'Opens or closes, options (FIX 77)')),
  locateId: Type.Optional(reference('Locate of a short sale (FIX 5700)')),
  clientOrderId: Type.Optional(
    clientOrderId('The client’s own name, unique per trading day (FIX 11)'),
  ),
  doNotReduce: Type.Optional(flag('Not reduced for cash dividends (FIX 18=F)')),
  notHeld: Type.Optional(flag('Price and time are at the broker’s discretion (FIX 18=1)')),
  directed: Type.Optional(flag('The client chose the venue (Rule 606: not part of the report)')),
};

export const PlaceOrder = defineCommand(
  'PlaceOrder',
  'Places an order (FIX 35=D). The id of this command becomes the id of the order.',
  // Process managers send the orders of plans that two people have agreed to.
  own(['trader'], ['process']),
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    side: oneOf(SIDES, 'Side (FIX 54)'),
    type: oneOf(ORDER_TYPES, 'Order type (FIX 40)'),
    timeInForce: oneOf(TIMES_IN_FORCE, 'Time in force (FIX 59)'),
    quantity: quantity('Ordered quantity (FIX 38)'),
    limitPrice: Type.Optional(
      price('Limit (FIX 44); required for LIMIT and STOP_LIMIT, forbidden otherwise'),
    ),
    ...FURTHER_TERMS,
  }),
);

const change = {
  clientOrderId: Type.Optional(clientOrderId('Name of this request (FIX 11)')),
  originalClientOrderId: Type.Optional(
    clientOrderId('Name that the order has now; another one is refused (FIX 41)'),
  ),
};

export const CancelOrder = defineCommand(
  'CancelOrder',
  'Takes an order out of the book (FIX 35=F).',
  // Taking risk out of the market is also for those who watch over it.
  own(['trader'], ['risk', 'ops', 'process']),
  record({ accountId: accountId(), instrumentId: instrumentId(), orderId: orderId(), ...change }),
);

export const ReplaceOrder = defineCommand(
  'ReplaceOrder',
  'Changes terms of a live order (FIX 35=G). A smaller quantity at the same price keeps its place in the queue.',
  own(['trader']),
  record({
    accountId: accountId(),
    instrumentId: instrumentId(),
    orderId: orderId(),
    quantity: quantity('New total quantity, including what has been executed (FIX 38)'),
    limitPrice: Type.Optional(price('New limit (FIX 44); absent: as it is')),
    stopPrice: Type.Optional(
      price('New stop price of a stop that waits (FIX 99); absent: as it is'),
    ),
    displayQuantity: Type.Optional(quantity('New display quantity (FIX 1138); absent: as it is')),
    timeInForce: Type.Optional(oneOf(['DAY', 'GTC', 'GTD'], 'New time in force; absent: as it is')),
    expiresOn: Type.Optional(date('Last day of a GTD order (FIX 432)')),
    ...change,
  }),
);

export const ORDER_COMMANDS = [PlaceOrder, CancelOrder, ReplaceOrder] as const;

export type OrderCommand = MessageOf<(typeof ORDER_COMMANDS)[number]>;
export type PlaceOrderCommand = MessageOf<typeof PlaceOrder>;
export type CancelOrderCommand = MessageOf<typeof CancelOrder>;
export type ReplaceOrderCommand = MessageOf<typeof ReplaceOrder>;
