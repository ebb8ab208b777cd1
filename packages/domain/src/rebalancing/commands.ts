import { Type } from 'typebox';
import { all, own } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  integer,
  message,
  money,
  moneyOrZero,
  oneOf,
  orderId,
  quantityOrZero,
  record,
  text,
  unsigned,
} from '../contracts/schema/fields.ts';
import { modelId, PLAN_LINE, PLAN_LOT_METHODS, REBALANCING_TERMS } from './terms.ts';

const planId = () => commandId('The plan: the id of the command that proposed it');

/** How an order of a plan ended. The order of the list is a storage format. */
export const PLAN_ORDER_ENDS = ['FILLED', 'CANCELLED', 'REJECTED', 'NOT_SENT'] as const;

/** Why an order ended so: the code of a refusal, or the reason of a cancel. */
export const endCode = () => Type.Optional(text<string>('^[A-Z_]{1,60}$', 'Why, as a code'));

export const SetRebalancing = defineCommand(
  'SetRebalancing',
  'Says what an account should hold: what a model says, or targets of its own. With neither, nothing any more.',
  own(['trader'], ['ops']),
  record({
    accountId: accountId(),
    modelId: Type.Optional(modelId()),
    ownTargets: Type.Optional({
      ...record(REBALANCING_TERMS),
      description: 'Targets of the account alone; absent: those of the model',
    }),
    lotMethod: Type.Optional(
      oneOf(PLAN_LOT_METHODS, 'Which lots sales take; SPECIFIC: those of the least tax'),
    ),
  }),
);

export const ProposeRebalancing = defineCommand(
  'ProposeRebalancing',
  'Proposes orders that bring an account to its targets, as the read side has planned them. The id of this command becomes the id of the plan.',
  own(['trader'], ['ops']),
  record({
    accountId: accountId(),
    modelId: Type.Optional(modelId()),
    modelVersion: Type.Optional(
      integer('Version of the model', { minimum: 1, maximum: 1_000_000 }),
    ),
    inputsPosition: unsigned('Commit position of the last fact that the plan knows'),
    lastDay: date('Last day of the plan and of its orders'),
    equity: moneyOrZero('What the account is worth at the marks'),
    cash: money('Cash that is not held back'),
    buffer: moneyOrZero('Cash that no purchase touches'),
    untradedDrift: moneyOrZero('Distance from their targets of all shares that are not traded'),
    roundTo: integer('Shares are traded in multiples of this', { minimum: 1, maximum: 10_000 }),
    lines: Type.Array(record(PLAN_LINE), {
      minItems: 1,
      maxItems: 200,
      description: 'The orders, each of another instrument',
    }),
  }),
);

export const ApproveRebalancing = defineCommand(
  'ApproveRebalancing',
  'Agrees to a plan: its orders are sent. It takes another person than who proposed it.',
  own(['trader'], ['risk', 'ops']),
  record({ accountId: accountId(), planId: planId() }),
);

export const RejectRebalancing = defineCommand(
  'RejectRebalancing',
  'Turns a plan down that waits for an approval.',
  own(['trader'], ['risk', 'ops']),
  record({ accountId: accountId(), planId: planId(), reason: message() }),
);

export const CancelRebalancing = defineCommand(
  'CancelRebalancing',
  'Ends a plan: what is open of its orders is cancelled, what is not sent yet stays unsent.',
  own(['trader'], ['risk', 'ops']),
  record({ accountId: accountId(), planId: planId(), reason: message() }),
);

export const ExpireRebalancing = defineCommand(
  'ExpireRebalancing',
  'Ends a plan whose last day is over; refused before.',
  all('ops', 'process'),
  record({ accountId: accountId(), planId: planId() }),
);

export const RecordRebalancingOrder = defineCommand(
  'RecordRebalancingOrder',
  'Something became of an order of a plan: shares were traded, or it has ended.',
  all('process'),
  record({
    accountId: accountId(),
    planId: planId(),
    orderId: orderId(),
    executed: quantityOrZero('Shares traded just now'),
    cash: money('What that brought, net of fees; below zero: cost'),
    end: Type.Optional(oneOf(PLAN_ORDER_ENDS, 'How the order ended; absent: it is open')),
    code: endCode(),
  }),
);

export const AdvanceRebalancing = defineCommand(
  'AdvanceRebalancing',
  'Goes on with a plan of which an order has ended: once none is open any more, purchases follow sales, or the plan is over.',
  all('process'),
  record({ accountId: accountId(), planId: planId() }),
);

export const REBALANCING_COMMANDS = [
  SetRebalancing,
  ProposeRebalancing,
  ApproveRebalancing,
  RejectRebalancing,
  CancelRebalancing,
  ExpireRebalancing,
  RecordRebalancingOrder,
  AdvanceRebalancing,
] as const;

export type RebalancingCommand = MessageOf<(typeof REBALANCING_COMMANDS)[number]>;
export type ProposeRebalancingCommand = MessageOf<typeof ProposeRebalancing>;
