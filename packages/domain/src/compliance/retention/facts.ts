// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../../contracts/schema/definition.ts';
import {
  AuthoriseDisposal,
  CloseExportRoom,
  OpenExportRoom,
  PlaceLegalHold,
  ReleaseLegalHold,
} from './commands.ts';

export const LegalHoldPlaced = define(
  'LegalHoldPlaced',
  'Records are held, whatever their age.',
  PlaceLegalHold.schema,
);
export const LegalHoldReleased = define(
  'LegalHoldReleased',
  'A hold is over.',
  ReleaseLegalHold.schema,
);
export const DisposalAuthorised = define(
  'DisposalAuthorised',
  'Copies of records that are due may be disposed of.',
  AuthoriseDisposal.schema,
);
export const ExportRoomOpened = define(
  'ExportRoomOpened',
  'A reader may read records of a scope until a time.',
  OpenExportRoom.schema,
);
export const ExportRoomClosed = define(
  'ExportRoomClosed',
  'A reader’s access has ended before its time.',
  CloseExportRoom.schema,
);

export const RECORDS_FACTS = [
  LegalHoldPlaced,
  LegalHoldReleased,
  DisposalAuthorised,
  ExportRoomOpened,
  ExportRoomClosed,
] as const;
export type RecordsFact = MessageOf<(typeof RECORDS_FACTS)[number]>;
