import { readFileSync } from 'node:fs';
import { mutationSchema } from './mutations.ts';
import { questionSchema } from './questions.ts';
import { subscriptionSchema } from './subscriptions.ts';

const FILES = ['scalars', 'outcome', 'account', 'instrument', 'order', 'trade', 'changes'];

const written = FILES.map((name) =>
  readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'),
).join('\n');

/**
 * The API's schema: what the files beside this one declare, the mutations, which the domain's commands declare, and the
 * questions and subscriptions, as the read side declares them.
 */
export const SCHEMA: string = [
  written,
  questionSchema(),
  subscriptionSchema(),
  mutationSchema(written),
].join('\n');
