import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { accountId, partitionNumber, positiveMoney, record } from '../contracts/schema/fields.ts';

export const AllocateFunds = defineCommand(
  'AllocateFunds',
  'Moves cash of an account that is neither spent nor reserved to another trading partition.',
  all('risk', 'ops'),
  record({
    accountId: accountId(),
    fromPartition: partitionNumber('Where the cash is'),
    toPartition: partitionNumber('Where it is to be traded with'),
    amount: positiveMoney('Amount: all of it moves, or nothing'),
  }),
);

/** What clients may ask about where an account's cash is. */
export const TRANSFER_COMMANDS = [AllocateFunds] as const;

export type TransferCommand = MessageOf<(typeof TRANSFER_COMMANDS)[number]>;
