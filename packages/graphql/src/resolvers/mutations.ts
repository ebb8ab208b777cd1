import type { Command } from '@bellwether/domain';
import type { Outcome } from '@bellwether/commands/client';
import type { GatewayDependencies, RequestContext } from '../context.ts';

/** Mutations and the commands they send; an input has the fields of the command's data. */
const MUTATIONS: Readonly<Record<string, Command['type']>> = {
  openAccount: 'OpenAccount',
  depositCash: 'DepositCash',
  withdrawCash: 'WithdrawCash',
  depositSecurities: 'DepositSecurities',
  listInstrument: 'ListInstrument',
  haltInstrument: 'HaltInstrument',
  resumeInstrument: 'ResumeInstrument',
  placeOrder: 'PlaceOrder',
  cancelOrder: 'CancelOrder',
  replaceOrder: 'ReplaceOrder',
  approveCommand: 'ApproveCommand',
};

interface Arguments {
  readonly input: Readonly<Record<string, unknown>>;
  readonly commandId?: string | null;
}

type Resolver = (parent: unknown, args: Arguments, context: RequestContext) => Promise<OutcomeView>;

/** An outcome as the API shows it. */
interface OutcomeView {
  readonly status: string;
  readonly id: string;
  readonly position: bigint | undefined;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly order: unknown;
  readonly original: OutcomeView | undefined;
}

/**
 * Resolvers of `Mutation`: every one sends a command in the name of who asks and returns its outcome. Whether they may is
 * decided where the command is, by the policy that all doors share.
 */
export function mutationResolvers({
  commands,
}: Pick<GatewayDependencies, 'commands'>): Record<string, Record<string, Resolver>> {
  const resolvers = Object.entries(MUTATIONS).map(([name, type]): [string, Resolver] => [
    name,
    async (_, { input, commandId }, { user: actor }) => {
      const data = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
      const options = { actor, ...(commandId ? { id: commandId } : {}) };
      return outcomeView(
        await commands.send({ type, data } as unknown as Command, options),
        commandId ?? '',
      );
    },
  ]);
  return { Mutation: Object.fromEntries(resolvers) };
}

/** @param sentId the id of a command that is so malformed that its outcome has none. */
function outcomeView(outcome: Outcome, sentId: string): OutcomeView {
  return {
    status: outcome.status.toUpperCase(),
    id: outcome.id ?? sentId,
    position:
      'position' in outcome && outcome.position !== undefined
        ? BigInt(outcome.position)
        : undefined,
    code: 'code' in outcome ? outcome.code : undefined,
    message: 'message' in outcome ? outcome.message : undefined,
    order: 'order' in outcome ? outcome.order : undefined,
    original: outcome.status === 'duplicate' ? outcomeView(outcome.original, sentId) : undefined,
  };
}
