import { readFileSync } from 'node:fs';
import { mutationSchema } from './mutations.ts';

const FILES = ['scalars', 'outcome', 'account', 'instrument', 'order', 'trade'];

const written = FILES.map((name) =>
  readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'),
).join('\n');

/** The API's schema: what the files beside this one declare, and the mutations, which the domain's commands declare. */
export const SCHEMA: string = `${written}\n${mutationSchema(written)}`;
