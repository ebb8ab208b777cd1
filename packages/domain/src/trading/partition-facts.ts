// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { REJECT_CODES } from '../kernel/rejection.ts';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  accountId,
  commandId,
  integer,
  moneyOrZero,
  oneOf,
  partitionNumber,
  positiveMoney,
  record,
  unsigned,
} from '../contracts/schema/fields.ts';

/** What moves between partitions follows facts of streams that all of them read. */
const source = { sourcePosition: unsigned('Commit position of the fact it follows from') };

const transfer = {
  transferId: commandId('The transfer'),
  accountId: accountId(),
  partition: partitionNumber('The other partition'),
};

export const FundsMovedOut = define(
  'FundsMovedOut',
  'Cash of the account has left for another partition.',
  record({ ...transfer, amount: moneyOrZero('Amount'), ...source }),
);

export const FundsMoveRefused = define(
  'FundsMoveRefused',
  'The cash that another partition wants is not free here.',
  record({ ...transfer, code: oneOf(REJECT_CODES, 'Reason'), ...source }),
);

export const FundsMovedIn = define(
  'FundsMovedIn',
  'Cash of the account has come from another partition.',
  record({
    ...transfer,
    amount: moneyOrZero('Amount'),
    withdrawalId: Type.Optional(commandId('The withdrawal that waits for it')),
    ...source,
  }),
);

export const FundsMoveConfirmed = define(
  'FundsMoveConfirmed',
  'A transfer that this partition has a part in is over.',
  record({
    transferId: commandId('The transfer'),
    accountId: accountId(),
    withdrawalId: Type.Optional(commandId('The withdrawal that gets nothing from it')),
    ...source,
  }),
);

export const FundsReleaseDeferred = define(
  'FundsReleaseDeferred',
  'The cash for a withdrawal is not free here: the other partitions are asked for it first.',
  record({
    accountId: accountId(),
    withdrawalId: commandId('The withdrawal'),
    amount: positiveMoney('Amount'),
    missing: moneyOrZero('What is not free here'),
    asked: integer('Partitions that are asked', { minimum: 1, maximum: 65_535 }),
    ...source,
  }),
);

/** What a partition records about cash and instruments that move between partitions. */
export const PARTITION_FACTS = [
  FundsMovedOut,
  FundsMoveRefused,
  FundsMovedIn,
  FundsMoveConfirmed,
  FundsReleaseDeferred,
] as const;

export type PartitionFact = MessageOf<(typeof PARTITION_FACTS)[number]>;
