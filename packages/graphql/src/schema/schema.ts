import { readFileSync } from 'node:fs';

const FILES = ['scalars', 'outcome', 'account', 'instrument', 'order', 'trade'];

/** The API's schema, joined from the files beside this one. */
export const SCHEMA: string = FILES.map((name) =>
  readFileSync(new URL(`./${name}.graphql`, import.meta.url), 'utf8'),
).join('\n');
