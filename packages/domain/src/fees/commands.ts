import { Type } from 'typebox';
import { PRODUCTS } from '../accounts/commissions.ts';
import { all } from '../authorisation/rule.ts';
import { defineCommand, type MessageOf } from '../contracts/schema/definition.ts';
import { record } from '../contracts/schema/fields.ts';
import { chargingVenue, VENUE_FEE } from './terms.ts';

export const SetVenueFees = defineCommand(
  'SetVenueFees',
  'Says what a venue takes for executions there from now on; what is absent is free.',
  all('ops'),
  record({
    venue: chargingVenue(),
    fees: Type.Array(VENUE_FEE, { maxItems: PRODUCTS.length }),
  }),
);

/** What operators may say of a venue's fees. */
export const VENUE_FEE_COMMANDS = [SetVenueFees] as const;

export type VenueFeeCommand = MessageOf<(typeof VENUE_FEE_COMMANDS)[number]>;
