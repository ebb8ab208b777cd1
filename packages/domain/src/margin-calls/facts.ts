// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  date,
  instant,
  integer,
  money,
  moneyOrZero,
  oneOf,
  orderId,
  positiveMoney,
  record,
} from '../contracts/schema/fields.ts';
import {
  CALL_KINDS,
  CLOSING,
  LIQUIDATION_MAX,
  OPEN_ORDER,
  RequestMarginCheck,
} from './commands.ts';

const named = { accountId: accountId(), callId: commandId('The margin call') };
const worth = {
  equity: money('Equity for margin'),
  maintenance: moneyOrZero('What positions need to be kept'),
};

export const MarginCheckRequested = define(
  'MarginCheckRequested',
  'Somebody wants the margin of the account looked at.',
  RequestMarginCheck.schema,
);

export const MarginCallIssued = define(
  'MarginCallIssued',
  'The account has less than its positions need: it has until a day to bring the rest.',
  record({
    ...named,
    kind: oneOf(CALL_KINDS, 'Of which margin'),
    amount: positiveMoney('What is missing'),
    ...worth,
    issuedOn: date('Day'),
    dueOn: date('Last day on which it can be met'),
  }),
);

export const MarginCallChanged = define(
  'MarginCallChanged',
  'Another amount is missing now; the day stays.',
  record({ ...named, amount: positiveMoney('What is missing'), ...worth, changedOn: date('Day') }),
);

export const MarginLiquidationOrdered = define(
  'MarginLiquidationOrdered',
  'The call is overdue: open orders end, or, where none is open, positions are closed at the market until nothing is missing.',
  record({
    ...named,
    orderedAt: instant('When'),
    round: integer('Which attempt, from 1', { minimum: 1, maximum: 1_000_000 }),
    cancels: Type.Array(OPEN_ORDER, { maxItems: LIQUIDATION_MAX, description: 'Orders that end' }),
    orders: Type.Array(record({ orderId: orderId(), ...CLOSING.properties }), {
      maxItems: LIQUIDATION_MAX,
      description: 'Orders that close positions, under the ids that they will have',
    }),
  }),
);

export const MarginCallMet = define(
  'MarginCallMet',
  'Nothing is missing any more: money has come, prices have moved, or the account has closed something itself.',
  record({ ...named, ...worth, metOn: date('Day') }),
);

export const MarginCallLiquidated = define(
  'MarginCallLiquidated',
  'Nothing is missing any more, after positions were closed for the account.',
  record({
    ...named,
    ...worth,
    liquidatedOn: date('Day'),
    rounds: integer('Attempts that it took', { minimum: 1, maximum: 1_000_000 }),
  }),
);

export const MARGIN_CALL_FACTS = [
  MarginCheckRequested,
  MarginCallIssued,
  MarginCallChanged,
  MarginLiquidationOrdered,
  MarginCallMet,
  MarginCallLiquidated,
] as const;

export type MarginCallFact = MessageOf<(typeof MARGIN_CALL_FACTS)[number]>;
