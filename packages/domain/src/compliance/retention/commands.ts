import { Type } from 'typebox';
import { all, two } from '../../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../../contracts/schema/definition.ts';
import {
  accountId,
  date,
  instant,
  instrumentId,
  message,
  oneOf,
  record,
  reference,
  text,
} from '../../contracts/schema/fields.ts';
import { RETENTION_CLASSES } from './classes.ts';

/** There is one register: what is held and what is disposed of must know of each other. */
export const RECORDS_REGISTERS = ['HOUSE'] as const;
const register = { register: oneOf(RECORDS_REGISTERS, 'Always HOUSE: there is one register') };

/** Which records: what is absent does not narrow them. */
const scope = {
  accountId: Type.Optional(accountId()),
  instrumentId: Type.Optional(instrumentId()),
  from: Type.Optional(date('Of this day and later ones')),
  to: Type.Optional(date('Of this day and earlier ones')),
};

export const PlaceLegalHold = defineCommand(
  'PlaceLegalHold',
  'Holds records, whatever their age: nothing of them may be disposed of until the hold is released.',
  all('compliance', 'supervisor'),
  record({ ...register, holdId: reference('Name of the hold'), ...scope, reason: message() }),
);

export const ReleaseLegalHold = defineCommand(
  'ReleaseLegalHold',
  'Ends a hold; what it held is due as it would have been.',
  two('compliance'),
  record({ ...register, holdId: reference('The hold'), reason: message() }),
);

export const AuthoriseDisposal = defineCommand(
  'AuthoriseDisposal',
  'Lets copies of records of a class be disposed of that are due, and not held. The log itself is never cut.',
  two('compliance'),
  record({
    ...register,
    disposalId: reference('Name of the disposal'),
    retentionClass: oneOf(RETENTION_CLASSES, 'Class of records'),
    through: date('Records of this day and earlier ones'),
    reason: message(),
  }),
);

export const OpenExportRoom = defineCommand(
  'OpenExportRoom',
  'Lets one reader read records of a scope until a time, and nothing else.',
  two('compliance'),
  record({
    ...register,
    roomId: reference('Name of the room'),
    reader: text('^[A-Za-z0-9_.@-]{1,64}$', 'Who reads, by the name that they come with'),
    ...scope,
    until: instant('When it closes by itself'),
    reason: message(),
  }),
);

export const CloseExportRoom = defineCommand(
  'CloseExportRoom',
  'Ends a reader’s access before its time.',
  all('compliance', 'supervisor'),
  record({ ...register, roomId: reference('The room'), reason: message() }),
);

export const RECORDS_COMMANDS = [
  PlaceLegalHold,
  ReleaseLegalHold,
  AuthoriseDisposal,
  OpenExportRoom,
  CloseExportRoom,
] as const;
export type RecordsCommand = MessageOf<(typeof RECORDS_COMMANDS)[number]>;
