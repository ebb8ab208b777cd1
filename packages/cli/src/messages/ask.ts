import type { JsonSchema } from '@bellwether/domain';
import { MARKET_QUESTIONS } from '@bellwether/market-data/contract';
import { QUERIES, queryExample, type Query } from '@bellwether/projections/contract';
import { answerText } from './answer-text.ts';
import { inputOf, type Typed } from './input.ts';
import { named } from './names.ts';
import type { InstallationOptions } from '../command-line/options.ts';
import { report, table } from '../output/report.ts';

export interface AskOptions extends InstallationOptions, Typed {
  readonly schema?: boolean;
}

/**
 * Asks the read models or the market one question as `cli` and prints the answer; without a name, lists all questions.
 * @throws CommandFailure where there is no such question, and where it is refused.
 */
export async function ask(name: string | undefined, options: AskOptions): Promise<void> {
  const queries = new Map<string, Pick<Query, 'description' | 'input' | 'output'>>(
    [QUERIES, MARKET_QUESTIONS].flatMap((questions) => Object.entries(questions)),
  );
  if (name === undefined) {
    const all = [...queries].map(([query, { description }]) => ({ query, description }));
    const rows = all.map(({ query, description }) => [query, description]);
    return report(all, options.json === true, () => table(rows));
  }
  const query = named(queries, name, 'question');
  if (options.schema === true) {
    const { description, input, output } = query;
    const told = { query: name, description, input, output, example: queryExample(query) };
    return report(told, true, String);
  }
  const input = inputOf(options, query.input as unknown as JsonSchema, name);
  const { answerTo } = await import('./answer-to.ts');
  report(await answerTo(name, input, options), options.json === true, answerText);
}
