// Names and fields are storage formats: change them only compatibly, or add a version with an upcaster.
import { define, type MessageOf } from '../contracts/schema/definition.ts';
import { SetVenueFees } from './commands.ts';

export const VenueFeesSet = define(
  'VenueFeesSet',
  'The venue takes this for executions, and nothing else.',
  SetVenueFees.schema,
);

export const VENUE_FEE_FACTS = [VenueFeesSet] as const;

export type VenueFeeFact = MessageOf<(typeof VENUE_FEE_FACTS)[number]>;
