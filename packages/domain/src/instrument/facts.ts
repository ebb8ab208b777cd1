// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../schema/definition.ts';
import { HaltInstrument, ListInstrument, ResumeInstrument } from './commands.ts';

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

export const INSTRUMENT_FACTS = [InstrumentListed, InstrumentHalted, InstrumentResumed] as const;

export type InstrumentFact = MessageOf<(typeof INSTRUMENT_FACTS)[number]>;
