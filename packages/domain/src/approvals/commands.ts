import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { commandId, record } from '../contracts/schema/fields.ts';

export const ApproveCommand = defineCommand(
  'ApproveCommand',
  'Agrees to a command that takes two; it is then carried out in the name of who asked for it.',
  all('risk', 'ops', 'compliance', 'supervisor'),
  record({ commandId: commandId('The command that waits') }),
);

export const APPROVAL_COMMANDS = [ApproveCommand] as const;

export type ApprovalCommand = MessageOf<(typeof APPROVAL_COMMANDS)[number]>;
