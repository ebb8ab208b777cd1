import { defineAggregate, type Aggregate } from '../contracts/schema/aggregate.ts';
import { checkProducts } from '../accounts/commissions.ts';
import { accept, refuse } from '../kernel/decider.ts';
import { VENUE_FEE_COMMANDS, type VenueFeeCommand } from './commands.ts';
import { VENUE_FEE_FACTS } from './facts.ts';

/** Prefix of the streams of venues' fees; a category never contains `-`, where EventStoreDB splits it. */
export const VENUE_FEE_CATEGORY = 'venueFees';

/**
 * What a venue charges: other venues by their MIC, our own book as `OWN`. Each schedule takes the place of the one before;
 * what was executed keeps the fees that its fact states.
 */
export const venueFees: Aggregate<
  typeof VENUE_FEE_COMMANDS,
  typeof VENUE_FEE_FACTS,
  undefined,
  VenueFeeCommand
> = defineAggregate({
  description: 'Fees of venues',
  category: VENUE_FEE_CATEGORY,
  route: { context: 'fees', by: 'venue' },
  commands: VENUE_FEE_COMMANDS,
  facts: VENUE_FEE_FACTS,
  followedByTrading: true,
  initial: undefined,
  decide: (_, { data }) => {
    const wrong = checkProducts(data.fees);
    return wrong === undefined ? accept({ type: 'VenueFeesSet', data }) : refuse(wrong);
  },
  evolve: () => undefined,
});
