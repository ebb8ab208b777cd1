// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../schema/definition.ts';
import {
  ChangeSymbol,
  DelistInstrument,
  HaltInstrument,
  ListInstrument,
  PublishClose,
  RestrictInstrument,
  ResumeInstrument,
  ReviseInstrument,
} from './commands.ts';

export const InstrumentListed = define(
  'InstrumentListed',
  'An instrument is known and tradable.',
  ListInstrument.schema,
);
export const InstrumentHalted = define(
  'InstrumentHalted',
  'Trading in it must stop.',
  HaltInstrument.schema,
);
export const InstrumentResumed = define(
  'InstrumentResumed',
  'Trading in it may go on.',
  ResumeInstrument.schema,
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

export const INSTRUMENT_FACTS = [
  InstrumentListed,
  InstrumentHalted,
  InstrumentResumed,
  InstrumentRevised,
  SymbolChanged,
  ClosePublished,
  InstrumentRestricted,
  InstrumentDelisted,
] as const;

export type InstrumentFact = MessageOf<(typeof INSTRUMENT_FACTS)[number]>;
