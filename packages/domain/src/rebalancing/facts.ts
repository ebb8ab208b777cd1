// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  flag,
  instrumentId,
  integer,
  message,
  money,
  moneyOrZero,
  oneOf,
  orderId,
  price,
  quantity,
  quantityOrZero,
  record,
} from '../contracts/schema/fields.ts';
import { BOOK_SIDES } from '../orders/terms.ts';
import {
  endCode,
  PLAN_ORDER_ENDS,
  ProposeRebalancing,
  RecordRebalancingOrder,
  SetRebalancing,
} from './commands.ts';
import { PLAN_LINE } from './terms.ts';

const named = { accountId: accountId(), planId: commandId('The plan') };
const person = (description: string) => Type.String({ maxLength: 200, description });

/** Orders that are to be placed now. */
const ORDERS = Type.Array(
  record({
    orderId: orderId(),
    instrumentId: instrumentId(),
    side: oneOf(BOOK_SIDES, 'Side'),
    quantity: quantity('Shares'),
    limitPrice: price('Limit'),
  }),
  { maxItems: 200 },
);

const driftPoints = (description: string) =>
  integer(`${description}: the distances of all shares from their targets, basis points`, {
    minimum: 0,
    maximum: 2_000_000_000,
  });

const { lines: _, ...PROPOSED } = ProposeRebalancing.schema.properties;

export const RebalancingSet = define(
  'RebalancingSet',
  'The account should hold what its model or its own targets say; with neither, nothing.',
  SetRebalancing.schema,
);

export const RebalancingProposed = define(
  'RebalancingProposed',
  'A plan waits for an approval. Its orders have their ids already.',
  record({
    ...PROPOSED,
    planId: commandId('The plan'),
    proposer: person('Who proposed it'),
    lines: Type.Array(record({ ...PLAN_LINE, orderId: orderId() }), { maxItems: 200 }),
  }),
);

export const RebalancingApproved = define(
  'RebalancingApproved',
  'Another one agreed: these orders are sent, sales first.',
  record({ ...named, approver: person('Who agreed'), expiresOn: date('Last day'), orders: ORDERS }),
);

export const RebalancingRejected = define(
  'RebalancingRejected',
  'The plan was turned down.',
  record({ ...named, reason: message() }),
);

export const RebalancingOrderRecorded = define(
  'RebalancingOrderRecorded',
  'Shares of an order of the plan were traded, or the order has ended.',
  RecordRebalancingOrder.schema,
);

export const RebalancingBuysReleased = define(
  'RebalancingBuysReleased',
  'All sales have ended: these purchases are sent, as far as the cash goes.',
  record({ ...named, expiresOn: date('Last day'), orders: ORDERS }),
);

export const RebalancingCancelled = define(
  'RebalancingCancelled',
  'The plan ends; these of its orders may be open and are cancelled.',
  record({
    ...named,
    reason: message(),
    expired: Type.Optional(flag('Its last day is over')),
    open: Type.Array(record({ orderId: orderId(), instrumentId: instrumentId() }), {
      maxItems: 200,
    }),
  }),
);

export const PortfolioRebalanced = define(
  'PortfolioRebalanced',
  'Every order of a plan has ended: what was traded, what was left, and how far the account is from its targets at the marks of the plan.',
  record({
    ...named,
    orders: Type.Array(
      record({
        orderId: orderId(),
        instrumentId: instrumentId(),
        side: oneOf(BOOK_SIDES, 'Side'),
        quantity: quantity('Shares planned'),
        executed: quantityOrZero('Shares traded'),
        cash: money('What that brought, net of fees; below zero: cost'),
        end: oneOf(PLAN_ORDER_ENDS, 'How it ended'),
        code: endCode(),
      }),
      { maxItems: 200 },
    ),
    driftBefore: driftPoints('Drift before'),
    driftAfter: driftPoints('Drift after'),
    left: moneyOrZero('Shares that were planned and not traded, at their marks'),
  }),
);

export const REBALANCING_FACTS = [
  RebalancingSet,
  RebalancingProposed,
  RebalancingApproved,
  RebalancingRejected,
  RebalancingOrderRecorded,
  RebalancingBuysReleased,
  RebalancingCancelled,
  PortfolioRebalanced,
] as const;

export type RebalancingFact = MessageOf<(typeof REBALANCING_FACTS)[number]>;
export type RebalancingProposedFact = MessageOf<typeof RebalancingProposed>;
