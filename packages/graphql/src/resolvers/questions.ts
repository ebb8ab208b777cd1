import { ForbiddenQueryError } from '@bellwether/projections/contract';
import { BadCursorError, readOf } from '@bellwether/projections/read-model';
import { Compile } from 'typebox/compile';
import type { GatewayDependencies, RequestContext } from '../context.ts';
import { demand } from '../plugins/access.ts';
import { gatewayError } from '../plugins/errors.ts';
import { QUESTIONS } from '../schema/questions.ts';
import { viewOf } from './views.ts';

interface Arguments {
  readonly after?: bigint | null;
  readonly [name: string]: unknown;
}

type Resolver = (parent: unknown, args: Arguments, context: RequestContext) => Promise<unknown>;
type Question = (typeof QUESTIONS)[number];

/** Resolvers of the fields that ask questions as they are declared: input, access and answer are the declaration's. */
export function questionResolvers({
  readModels,
}: Pick<GatewayDependencies, 'readModels'>): Readonly<Record<string, Resolver>> {
  const resolvers = QUESTIONS.map((question): [string, Resolver] => {
    const validator = Compile(question.input);
    return [
      question.field.name,
      async (_, { after, ...given }, context) => {
        const input = inputOf(question, given);
        if (!validator.Check(input)) {
          demandInput(question, [...validator.Errors(input)]);
          if (question.action === 'ReadMarket') demand(context, question.action);
          return viewed(question, question.nothing);
        }
        const seen = after ?? undefined;
        const see = async (): Promise<void> => {
          if (seen !== undefined) await readModels.see(seen);
        };
        const asked = { viewer: context.user, seen, see };
        try {
          const answer = await question.answer(readModels, input, asked);
          const { action, field } = question;
          const answered = { question: field.name, action, input, answer };
          readModels.notes?.note(readOf(context.user, answered, new Date()));
          return viewed(question, answer);
        } catch (error) {
          if (error instanceof ForbiddenQueryError) throw gatewayError('FORBIDDEN', error.message);
          throw error;
        }
      },
    ];
  });
  return Object.fromEntries(resolvers);
}

/** Arguments under the names that the question has for them; what is null is not given. */
function inputOf({ field }: Question, given: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[inputName(field.id, name), value]],
    ),
  );
}

const inputName = (id: string | undefined, name: string): string =>
  name === 'id' && id !== undefined ? id : name;

/** What `Errors` says of an input. */
interface Misfit {
  readonly instancePath: string;
  readonly message: string;
}

/**
 * Says what is wrong, unless it is only that ids are those of nothing that there is.
 * @throws BAD_USER_INPUT, BadCursorError
 */
function demandInput({ action, field }: Question, errors: readonly Misfit[]): void {
  for (const { instancePath, message } of errors) {
    const name = instancePath.slice(1);
    if (name === field.id || (action === 'ReadAccount' && name.endsWith('Id'))) continue;
    if (name === 'cursor') throw new BadCursorError('this is not a cursor of this list');
    throw gatewayError('BAD_USER_INPUT', `${name} ${message}`);
  }
}

/** An answer as the API shows it: its rows under the list's own name. */
function viewed({ field: { list, type } }: Question, answer: unknown): unknown {
  const view = viewOf(type);
  if (answer === null || answer === undefined) return null;
  if (list === undefined) return view(answer);
  const { rows, ...page } = answer as { readonly rows: readonly object[] };
  return { ...page, [list]: rows.map(view) };
}
