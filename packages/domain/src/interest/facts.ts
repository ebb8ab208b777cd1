// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { CloseInterest, SetInterestRates } from './commands.ts';

export const InterestRatesSet = define(
  'InterestRatesSet',
  'The house pays and takes this from a day on.',
  SetInterestRates.schema,
);

export const InterestClosed = define(
  'InterestClosed',
  'The interest of all accounts is booked for all days up to one.',
  CloseInterest.schema,
);

export const INTEREST_FACTS = [InterestRatesSet, InterestClosed] as const;

export type InterestFact = MessageOf<(typeof INTEREST_FACTS)[number]>;
