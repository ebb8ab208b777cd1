import type { Command, Outcome } from '@bellwether/domain';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { MUTATIONS } from '../schema/mutations.ts';

interface Arguments {
  readonly input: Readonly<Record<string, unknown>>;
  readonly commandId?: string | null;
}

type Resolver = (parent: unknown, args: Arguments, context: RequestContext) => Promise<OutcomeView>;

/** An outcome as the API shows it; which type it is follows from `status`. */
interface OutcomeView {
  readonly status: string;
  readonly id: string;
  readonly position?: bigint | undefined;
  readonly original?: OutcomeView | undefined;
}

/**
 * Resolvers of `Mutation`: every one sends a command in the name of who asks and returns its outcome. Whether they may is
 * decided where the command is, by the policy that all doors share.
 */
export function mutationResolvers({ commands }: Pick<GatewayDependencies, 'commands'>): {
  readonly Mutation: Record<string, Resolver>;
  readonly Outcome: { readonly resolveType: (view: OutcomeView) => string };
} {
  const resolvers = [...MUTATIONS].map(([name, type]): [string, Resolver] => [
    name,
    async (_, { input, commandId }, { user: actor }) => {
      const command = { type, data: withoutNulls(input) } as unknown as Command;
      const id = commandId ?? undefined;
      const options = { actor, ...(id === undefined ? {} : { id }) };
      return outcomeView(await commands.send(command, options), commandId ?? '');
    },
  ]);
  return {
    Mutation: Object.fromEntries(resolvers),
    Outcome: { resolveType: ({ status }) => `${status.charAt(0)}${status.slice(1).toLowerCase()}` },
  };
}

/** A field that is null counts as absent, in records inside as well. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(given.map(([name, item]) => [name, withoutNulls(item)]));
}

/** @param sentId the id of a command that is so malformed that its outcome has none. */
function outcomeView(outcome: Outcome, sentId: string): OutcomeView {
  const { status } = outcome;
  const original = status === 'duplicate' ? outcomeView(outcome.original, sentId) : undefined;
  const position =
    'position' in outcome && outcome.position !== undefined ? BigInt(outcome.position) : undefined;
  return {
    ...outcome,
    status: status.toUpperCase(),
    id: outcome.id ?? sentId,
    position: position ?? original?.position,
    original,
  };
}
