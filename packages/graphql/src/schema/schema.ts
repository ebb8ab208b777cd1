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

const types = new AnswerTypes();

/**
 * The API's schema: what the files beside this one declare, the mutations, which the domain's commands declare, and the
 * questions and subscriptions, as the read side declares them.
 */
export const SCHEMA: string = [
  written,
  BOOK,
  questionSchema(types),
  subscriptionSchema(types),
  types.sdl,
  mutationSchema(written),
].join('\n');
