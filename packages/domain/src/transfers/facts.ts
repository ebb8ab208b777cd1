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
  record,
} from '../contracts/schema/fields.ts';

const transfer = {
  transferId: commandId('The transfer'),
  accountId: accountId(),
  fromPartition: partitionNumber('Where the cash is'),
  toPartition: partitionNumber('Where it goes'),
  withdrawalId: Type.Optional(commandId('The withdrawal that waits for it')),
};

export const FundsTransferRequested = define(
  'FundsTransferRequested',
  'Cash of an account is to move to another partition; the one that has it decides.',
  record({
    ...transfer,
    amount: Type.Optional(moneyOrZero('Amount; with a share the most that moves')),
    shareBasisPoints: Type.Optional(
      integer('What moves of the free cash, 1/10 000; absent: the amount, or nothing', {
        minimum: 1,
        maximum: 10_000,
      }),
    ),
  }),
);

export const FundsTransferSent = define(
  'FundsTransferSent',
  'The cash has left the partition where it was, and is on its way.',
  record({ ...transfer, amount: moneyOrZero('What is on its way') }),
);

export const FundsTransferRefused = define(
  'FundsTransferRefused',
  'The cash was not free; nothing moves.',
  record({ ...transfer, code: oneOf(REJECT_CODES, 'Reason') }),
);

export const FundsTransferCompleted = define(
  'FundsTransferCompleted',
  'The cash has arrived.',
  record({ ...transfer, amount: moneyOrZero('What has arrived') }),
);

export const TRANSFER_FACTS = [
  FundsTransferRequested,
  FundsTransferSent,
  FundsTransferRefused,
  FundsTransferCompleted,
] as const;

export type FundsTransferFact = MessageOf<(typeof TRANSFER_FACTS)[number]>;
export type TransferTerms = MessageOf<typeof FundsTransferRequested>['data'];
