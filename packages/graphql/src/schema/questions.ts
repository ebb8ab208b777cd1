import { MARKET_QUESTIONS, type MarketQuestion } from '@bellwether/market-data/contract';
import { QUERIES, type ApiField, type Query } from '@bellwether/projections/contract';
import { scalarOf, someOf, type AnswerSchema, type AnswerTypes } from './answer-types.ts';

/** A question that the API asks as it is declared. */
export type Question = Pick<Query, 'description' | 'input' | 'output'> & {
  readonly field: ApiField;
  /** It is answered from memory: of now, and of no position. */
  readonly isOfNow?: boolean;
};

/** The questions that the API asks as they are declared. */
export const QUESTIONS: readonly (Query & Question)[] = Object.values(QUERIES).flatMap((query) =>
  query.field === undefined ? [] : [{ ...query, field: query.field }],
);

/** The questions that the service of market data answers, over NATS. */
export const FEED_QUESTIONS: readonly (MarketQuestion & Question & { readonly name: string })[] =
  Object.entries(MARKET_QUESTIONS).map(([name, question]) => ({
    ...question,
    name,
    isOfNow: true,
  }));

/** Inputs that the gateway fills in, or gives a type of its own. */
const AFTER = 'after: Position';
const OF_ITS_OWN: ReadonlySet<string> = new Set(['after', 'actor']);

/**
 * The part of the API's schema that asks questions as they are declared: a field of `Query` for each.
 * @param types gets the types of their answers.
 * @throws UnmappedAnswerError for a question that cannot be expressed.
 */
export function questionSchema(
  types: AnswerTypes,
  questions: readonly Question[] = [...QUESTIONS, ...FEED_QUESTIONS],
): string {
  const fields = questions.map((question) => {
    const { field, input, description, isOfNow = false } = question;
    const given = Object.entries(input.properties)
      .filter(([argument]) => !OF_ITS_OWN.has(argument))
      .map(([argument, schema]) =>
        argument === field.id ? 'id: ID!' : argumentOf(argument, schema, input.required ?? []),
      );
    const all = [...given, ...(isOfNow ? [] : [AFTER])].join(', ');
    const words = JSON.stringify(field.description ?? description);
    const inputs = all === '' ? '' : `(${all})`;
    return `  ${words}\n  ${field.name}${inputs}: ${answerOf(question, types)}`;
  });
  return `extend type Query {\n${fields.join('\n')}\n}`;
}

function argumentOf(name: string, schema: AnswerSchema, required: readonly string[]): string {
  const mark = required.includes(name) ? '!' : '';
  const value = schema.default === undefined ? '' : ` = ${JSON.stringify(schema.default)}`;
  const { items } = schema;
  const type = items === undefined ? scalarOf(name, schema) : `[${scalarOf(name, items)}!]`;
  return `${name}: ${type}${mark}${value}`;
}

function answerOf({ field: { name, list, type }, output }: Question, types: AnswerTypes): string {
  if (list !== undefined)
    return type === undefined ? `${types.ofPage(list, output)}!` : `${type}Page!`;
  if (type === undefined) return types.of(name, output);
  return someOf(output) === undefined ? `${type}!` : type;
}
