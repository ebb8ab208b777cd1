import { bigint, text } from 'drizzle-orm/pg-core';
import { int8 } from '../columns.ts';
import { readModels } from '../schema.ts';

/** Stores that know no transaction, and what was about to be written to each. */
export const sinks = readModels.table('sinks', {
  name: text().primaryKey(),
  /** Raised by each writer that takes over. */
  epoch: int8(),
  /** Commit position up to which everything is in; -1 before the first. */
  position: int8(),
  /** End of the batch that was begun and not yet confirmed. */
  begun: bigint({ mode: 'bigint' }),
  /** Names the store's content. */
  generation: text(),
});
