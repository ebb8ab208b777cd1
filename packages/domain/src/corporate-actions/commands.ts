import { all, two } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { commandId, instrumentId, message, record } from '../contracts/schema/fields.ts';
import { ACTION_TERMS } from './terms.ts';

const actionId = () => commandId('The action: the id of the command that announced it');

export const AnnounceCorporateAction = defineCommand(
  'AnnounceCorporateAction',
  'Announces what an issuer does to its shares. The id of this command becomes the id of the action.',
  two('ops'),
  record({ instrumentId: instrumentId(), ...ACTION_TERMS }),
);

export const AmendCorporateAction = defineCommand(
  'AmendCorporateAction',
  'Replaces the terms of an action that is not in force. Of a dividend in force the pay date may still change.',
  two('ops'),
  record({ instrumentId: instrumentId(), actionId: actionId(), ...ACTION_TERMS }),
);

export const CancelCorporateAction = defineCommand(
  'CancelCorporateAction',
  'Takes an action back that is not in force.',
  two('ops'),
  record({ instrumentId: instrumentId(), actionId: actionId(), reason: message() }),
);

export const ApplyCorporateAction = defineCommand(
  'ApplyCorporateAction',
  'Puts an action in force whose ex-date has come; refused before it has, and while another one of the day comes first. Two have agreed to it already.',
  all('ops', 'process'),
  record({ instrumentId: instrumentId(), actionId: actionId() }),
);

export const PayCorporateAction = defineCommand(
  'PayCorporateAction',
  'Pays a dividend whose pay date has come; refused before it has.',
  all('ops', 'process'),
  record({ instrumentId: instrumentId(), actionId: actionId() }),
);

export const CORPORATE_ACTION_COMMANDS = [
  AnnounceCorporateAction,
  AmendCorporateAction,
  CancelCorporateAction,
  ApplyCorporateAction,
  PayCorporateAction,
] as const;

export type CorporateActionCommand = MessageOf<(typeof CORPORATE_ACTION_COMMANDS)[number]>;
