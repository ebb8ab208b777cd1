import type { JsonSchema } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES, queryExample, type Query } from '@bellwether/projections/contract';
import { code, fieldTable, json, page } from '../markdown.ts';
import { whoMay } from '../who-may.ts';

/** Every question: its subject, input and answer. */
export function queriesPage(): string {
  return page(
    '# Questions',
    `The read models answer by request and reply: JSON in, JSON out, \`null\` or no rows where there is nothing, or nothing that the
caller may see. Lists come in pages \`{rows, next}\`: \`next\` is the \`cursor\` of the following page, and absent on the last. 64-bit
integers are strings; amounts and prices are in 1/10 000 USD, times in ns since 1970 UTC. What fails is in [errors](errors.md#questions).`,
    'From the command line: `./bellwether ask order.list --field accountId=demo first=10`.',
    ...Object.entries(QUERIES).map(([name, query]) => queryPart(name, query)),
    `# Questions to the market

The service of market data answers these from memory, in the same form: what all feeds make together, now.`,
    ...Object.entries(MARKET_QUESTIONS).map(([name, question]) => queryPart(name, question)),
  );
}

function queryPart(
  name: string,
  query: Pick<Query, 'action' | 'description' | 'input' | 'output'>,
): string {
  return [
    `## ${name}`,
    query.description,
    `- may: ${whoMay(query.action)}\n- subject: ${code(`qry.${name}.<user>`)}`,
    fieldTable(query.input as unknown as JsonSchema),
    json(queryExample(query)),
    `Answer: ${answerWords(query.output as unknown as AnswerSchema)}.`,
  ].join('\n\n');
}

/** What an answer's JSON Schema is made of. */
interface AnswerSchema extends Pick<JsonSchema, 'properties'> {
  readonly anyOf?: readonly AnswerSchema[];
  readonly items?: AnswerSchema;
}

function answerWords({ anyOf, properties }: AnswerSchema): string {
  const [some] = anyOf ?? [];
  if (some !== undefined) return `${answerWords(some)}; or \`null\``;
  return Object.entries(properties ?? {})
    .map(([name, field]) => {
      const inner = (field as AnswerSchema).items;
      return inner === undefined ? code(name) : `${code(name)} of (${answerWords(inner)})`;
    })
    .join(', ');
}
