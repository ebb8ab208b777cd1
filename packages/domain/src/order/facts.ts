// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { REJECT_CODES } from '../kernel/rejection.ts';
import { Type } from 'typebox';
import { define, type MessageOf } from '../schema/definition.ts';
import {
  accountId,
  instrumentId,
  message,
  moneyOrZero,
  oneOf,
  orderId,
  price,
  quantity,
  quantityOrZero,
  record,
  tradeId,
  unsigned,
} from '../schema/fields.ts';
import { ORDER_TYPES, SIDES, TIMES_IN_FORCE } from './commands.ts';

/** Which check refused an order, in the order of the checks. */
export const REJECT_STAGES = ['VALIDATION', 'RISK', 'ENGINE'] as const;

/** Why a live order ended without being filled. `COLLAR`: the rest of a market order would have traded too far away. */
export const CANCEL_REASONS = ['USER', 'IOC', 'FOK', 'NO_LIQUIDITY', 'COLLAR'] as const;

export type CancelReason = (typeof CANCEL_REASONS)[number];

const order = { orderId: orderId(), accountId: accountId(), instrumentId: instrumentId() };
const refusal = { code: oneOf(REJECT_CODES, 'Reason'), message: message() };

const entrySequence = unsigned(
  'Place in time among the orders of the instrument: queue priority within a price',
);

export const OrderAccepted = define(
  'OrderAccepted',
  'The order passed every check and its worst case is reserved (FIX 150=0).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    type: oneOf(ORDER_TYPES, 'Order type'),
    timeInForce: oneOf(TIMES_IN_FORCE, 'Time in force'),
    quantity: quantity('Ordered quantity'),
    limitPrice: price('Limit; of a market order the price collar it may not trade beyond'),
    reserved: moneyOrZero('Cash held back for it; a sell holds back shares instead'),
    entrySequence,
    validatedAt: unsigned('When it passed validation, ns since 1970 UTC'),
    approvedAt: unsigned('When it passed risk, ns since 1970 UTC'),
  }),
);

export const OrderRejected = define(
  'OrderRejected',
  'The order was refused; nothing else changed (FIX 150=8).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    type: oneOf(ORDER_TYPES, 'Order type'),
    timeInForce: oneOf(TIMES_IN_FORCE, 'Time in force'),
    quantity: quantity('Ordered quantity'),
    limitPrice: moneyOrZero('Limit; zero for a market order'),
    stage: oneOf(REJECT_STAGES, 'Which check refused it'),
    ...refusal,
  }),
);

export const TradeExecuted = define(
  'TradeExecuted',
  'Two orders met, at the price of the resting one (FIX 150=F for both).',
  record({
    tradeId: tradeId(),
    instrumentId: instrumentId(),
    price: price('Price of the resting order'),
    quantity: quantity('Shares traded'),
    aggressor: oneOf(SIDES, 'Side of the incoming order'),
    buyOrderId: orderId('The buying order'),
    buyAccountId: accountId(),
    buyLeaves: quantityOrZero('What the buying order still wants'),
    buyReleased: moneyOrZero('Cash that was held back for this quantity'),
    sellOrderId: orderId('The selling order'),
    sellAccountId: accountId(),
    sellLeaves: quantityOrZero('What the selling order still wants'),
  }),
);

export const OrderCancelled = define(
  'OrderCancelled',
  'What was left of the order is void; executions stand (FIX 150=4).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    quantity: quantity('Quantity that was left'),
    released: moneyOrZero('Cash no longer held back; a sell gives back its quantity in shares'),
    reason: oneOf(CANCEL_REASONS, 'Why'),
  }),
);

export const OrderReplaced = define(
  'OrderReplaced',
  'The order goes on with new terms (FIX 150=5).',
  record({
    ...order,
    side: oneOf(SIDES, 'Side'),
    quantity: quantity('New total quantity'),
    leaves: quantity('What is left to execute'),
    previousLeaves: quantity('What was left before'),
    limitPrice: price('New limit'),
    reserved: moneyOrZero('Cash now held back for it'),
    previouslyReserved: moneyOrZero('Cash held back for it before'),
    priorityKept: Type.Boolean({ description: 'Whether it kept its place in the queue' }),
    entrySequence,
  }),
);

export const CancelRejected = define(
  'CancelRejected',
  'The cancel came too late or had no right (FIX 35=9, 434=1).',
  record({ orderId: orderId(), accountId: accountId(), ...refusal }),
);

export const ReplaceRejected = define(
  'ReplaceRejected',
  'The replace was refused; the order keeps its terms and its place (FIX 35=9, 434=2).',
  record({ orderId: orderId(), accountId: accountId(), ...refusal }),
);

export const ORDER_FACTS = [
  OrderAccepted,
  OrderRejected,
  TradeExecuted,
  OrderCancelled,
  OrderReplaced,
  CancelRejected,
  ReplaceRejected,
] as const;

export type OrderFact = MessageOf<(typeof ORDER_FACTS)[number]>;
export type OrderAcceptedFact = MessageOf<typeof OrderAccepted>;
export type OrderRejectedFact = MessageOf<typeof OrderRejected>;
export type TradeExecutedFact = MessageOf<typeof TradeExecuted>;
export type OrderCancelledFact = MessageOf<typeof OrderCancelled>;
export type OrderReplacedFact = MessageOf<typeof OrderReplaced>;
