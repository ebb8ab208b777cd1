import { readFileSync } from 'node:fs';
import { LEVELS_DEFAULT } from '@bellwether/projections/read-model';
import { AnswerTypes } from './answer-types.ts';
import { mutationSchema } from './mutations.ts';
import { questionSchema } from './questions.ts';
import { subscriptionSchema } from './subscriptions.ts';

const FILES = ['scalars', 'outcome', 'account', 'instrument', 'order', 'trade', 'changes'];

const written = FILES.map((name) =>
  readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'),
).join('\n');

/** Of the book, with the number of levels that the question for it has. */
const BOOK = `extend type Subscription {
  "The best levels of a book, then those that change."
  depthChanges(instrumentId: ID!, levels: Int = ${LEVELS_DEFAULT}): DepthChanges!
}`;

/** Of the market that feeds make: its type is that of the question for it. */
const QUOTES = `extend type Subscription {
  "The market of symbols that all feeds make together: as it is, then of each symbol the newest whenever it is another."
  quoteChanges(symbols: [String!]!): ConsolidatedQuote!
}`;

const types = new AnswerTypes();

/**
 * The API's schema: what the files beside this one declare, the mutations, which the domain's commands declare, and the
 * questions and subscriptions, as the read side declares them.
 */
export const SCHEMA: string = [
  written,
  BOOK,
  QUOTES,
  questionSchema(types),
  subscriptionSchema(types),
  types.sdl,
  mutationSchema(written),
].join('\n');
