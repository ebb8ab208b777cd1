import { defineAggregate, type Aggregate } from '../../contracts/schema/aggregate.ts';
import { accept, type Decision } from '../../kernel/decider.ts';
import { OWNER_COMMANDS, type OwnerCommand } from './commands.ts';
import { OWNER_FACTS, type OwnerFact } from './facts.ts';

export interface OwnerState {
  readonly owner?: string;
  readonly kind?: string;
}

function decide({ owner, kind }: OwnerState, { data }: OwnerCommand): Decision<OwnerFact> {
  return owner === data.owner && kind === data.kind
    ? accept()
    : accept({ type: 'BeneficialOwnerSet', data });
}

/** To whom an account belongs in the eyes of surveillance. */
export const beneficialOwner: Aggregate<
  typeof OWNER_COMMANDS,
  typeof OWNER_FACTS,
  OwnerState,
  OwnerCommand
> = defineAggregate({
  description: 'Beneficial owners of accounts',
  category: 'beneficialOwner',
  route: { context: 'owner', by: 'accountId' },
  commands: OWNER_COMMANDS,
  facts: OWNER_FACTS,
  followedByTrading: false,
  initial: {},
  decide,
  evolve: (_, { data: { owner, kind } }) => ({ owner, kind }),
});
