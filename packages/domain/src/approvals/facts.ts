// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { commandId, record } from '../contracts/schema/fields.ts';

const person = (description: string) => Type.String({ maxLength: 200, description });

export const ApprovalRequested = define(
  'ApprovalRequested',
  'A command that takes two was given by one.',
  record({
    commandId: commandId('The command that waits'),
    requester: person('Who gave it'),
    message: Type.String({ maxLength: 65_536, description: 'The command as it was sent, in JSON' }),
  }),
);

export const ApprovalGranted = define(
  'ApprovalGranted',
  'Another one agreed.',
  record({ commandId: commandId('The command that waited'), approver: person('Who agreed') }),
);

export const APPROVAL_FACTS = [ApprovalRequested, ApprovalGranted] as const;

export type ApprovalFact = MessageOf<(typeof APPROVAL_FACTS)[number]>;
