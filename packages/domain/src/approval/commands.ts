import { define, type MessageOf } from '../schema/definition.ts';
import { commandId, record } from '../schema/fields.ts';

export const ApproveCommand = define(
  'ApproveCommand',
  'Agrees to a command that takes two; it is then carried out in the name of who asked for it.',
  record({ commandId: commandId('The command that waits') }),
);

export const APPROVAL_COMMANDS = [ApproveCommand] as const;

export type ApprovalCommand = MessageOf<(typeof APPROVAL_COMMANDS)[number]>;
