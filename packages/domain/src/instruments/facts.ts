// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { Type } from 'typebox';
import { REJECT_CODES } from '../kernel/rejection.ts';
import {
  commandId,
  instant,
  instrumentId,
  oneOf,
  partitionNumber,
  record,
  text,
  unsigned,
} from '../contracts/schema/fields.ts';
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import {
  ChangeSymbol,
  DelistInstrument,
  HaltInstrument,
  ListInstrument,
  PublishClose,
  RestrictInstrument,
  SettleFuture,
  ResumeInstrument,
  ReviseInstrument,
} from './commands.ts';

export const InstrumentListed = define(
  'InstrumentListed',
  'An instrument is known and tradable.',
  ListInstrument.schema,
);
/** Whose words a halt or its end follows; absent: it was decided here. */
const primary = Type.Optional(
  record({
    source: text(
      '^[a-z0-9-]{1,32}$',
      'The source of market data that speaks for the primary market',
    ),
    detail: text('^[A-Z0-9_ ]{0,64}$', 'What it said'),
  }),
);
export const InstrumentHalted = define(
  'InstrumentHalted',
  'Trading in it must stop.',
  record({ ...HaltInstrument.schema.properties, primary }),
);
export const InstrumentResumed = define(
  'InstrumentResumed',
  'Trading in it may go on.',
  record({ ...ResumeInstrument.schema.properties, primary }),
);
export const InstrumentRevised = define(
  'InstrumentRevised',
  'Some of its terms changed.',
  ReviseInstrument.schema,
);
export const SymbolChanged = define(
  'SymbolChanged',
  'It is called otherwise from a day on.',
  ChangeSymbol.schema,
);
export const ClosePublished = define(
  'ClosePublished',
  'Its official close, or settlement price, of a day is known.',
  PublishClose.schema,
);
export const FutureSettlementDue = define(
  'FutureSettlementDue',
  'A day is over: the partition that trades the future pays what it has gained or lost.',
  SettleFuture.schema,
);
export const InstrumentRestricted = define(
  'InstrumentRestricted',
  'It is held against everybody, or no longer.',
  RestrictInstrument.schema,
);
export const InstrumentDelisted = define(
  'InstrumentDelisted',
  'It is not traded any more.',
  DelistInstrument.schema,
);

const move = {
  instrumentId: instrumentId(),
  moveId: commandId('The move'),
  fromPartition: partitionNumber('Where it was traded'),
  toPartition: partitionNumber('Where it goes'),
};

export const InstrumentMoveRequested = define(
  'InstrumentMoveRequested',
  'It is to be traded by another partition; the one that has it hands it over.',
  record(move),
);

const handedOver = {
  ...move,
  commandsUntil: instant('Latest time in the ids of commands that were decided before'),
};

export const InstrumentHandedOver = define(
  'InstrumentHandedOver',
  'It has left its partition; what belongs to it stands in that partition’s journal.',
  record({ ...handedOver, sequence: unsigned('Of the first of those facts in the journal') }),
);

export const InstrumentMoveRefused = define(
  'InstrumentMoveRefused',
  'It stays where it was.',
  record({ ...move, code: oneOf(REJECT_CODES, 'Reason') }),
);

export const InstrumentMoved = define(
  'InstrumentMoved',
  'It is traded by another partition from now on.',
  record(handedOver),
);

export const INSTRUMENT_FACTS = [
  InstrumentListed,
  InstrumentHalted,
  InstrumentResumed,
  InstrumentRevised,
  SymbolChanged,
  ClosePublished,
  InstrumentRestricted,
  InstrumentDelisted,
  InstrumentMoveRequested,
  InstrumentHandedOver,
  InstrumentMoveRefused,
  InstrumentMoved,
  FutureSettlementDue,
] as const;

export type InstrumentFact = MessageOf<(typeof INSTRUMENT_FACTS)[number]>;

export type InstrumentMoveFact = Extract<InstrumentFact, { data: { readonly moveId: unknown } }>;
