import { ForbiddenQueryError } from '@bellwether/projections/contract';
import { Compile } from 'typebox/compile';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { gatewayError } from '../plugins/errors.ts';
import { QUESTIONS } from '../schema/questions.ts';

interface Arguments {
  readonly after?: bigint | null;
  readonly [name: string]: unknown;
}

type Resolver = (parent: unknown, args: Arguments, context: RequestContext) => Promise<unknown>;

/** Resolvers of the fields that ask questions as they are declared: input, access and answer are the declaration's. */
export function questionResolvers({
  readModels,
}: Pick<GatewayDependencies, 'readModels'>): Readonly<Record<string, Resolver>> {
  const resolvers = [...QUESTIONS].map(([name, query]): [string, Resolver] => {
    const validator = Compile(query.input);
    return [
      name,
      async (_, { after, ...given }, { user: viewer }) => {
        const input = Object.fromEntries(
          Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
        );
        if (!validator.Check(input)) {
          const [first] = validator.Errors(input);
          const { instancePath = '', message = 'does not fit its schema' } = first ?? {};
          throw gatewayError('BAD_USER_INPUT', `${instancePath.slice(1)} ${message}`);
        }
        const seen = after ?? undefined;
        const see = async (): Promise<void> => {
          if (seen !== undefined) await readModels.see(seen);
        };
        try {
          return await query.answer(readModels, input, { viewer, seen, see });
        } catch (error) {
          if (error instanceof ForbiddenQueryError) throw gatewayError('FORBIDDEN', error.message);
          throw error;
        }
      },
    ];
  });
  return Object.fromEntries(resolvers);
}
