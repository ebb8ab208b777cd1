import { defineAggregate, type Aggregate } from '../../contracts/schema/aggregate.ts';
import { accept, type Decision } from '../../kernel/decider.ts';
import { OWNER_COMMANDS, type OwnerCommand } from './commands.ts';
import { OWNER_FACTS, type OwnerFact } from './facts.ts';

export interface OwnerState {
  readonly owner?: string;
  readonly accountKind?: string;
}

function decide({ owner, accountKind }: OwnerState, { data }: OwnerCommand): Decision<OwnerFact> {
  return owner === data.owner && accountKind === data.accountKind
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
  evolve: (_, { data: { owner, accountKind } }) => ({ owner, accountKind }),
});
