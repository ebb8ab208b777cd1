import { bigint, integer, text } from 'drizzle-orm/pg-core';
import { id, int8, name } from './columns.ts';
import { readModels } from './schema.ts';

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
  /** Commit position as of which `clickhouse_books` stands; null: it is empty. */
  booksPosition: bigint({ mode: 'bigint' }),
  /** Version of the fold of orders that made them. */
  booksVersion: integer(),
});

/** Orders that stand open in the books of ClickHouse's projector: what a quote is made of. */
export const clickHouseBooks = readModels.table('clickhouse_books', {
  orderId: id().primaryKey(),
  instrumentId: name(),
  side: name(),
  limitPrice: int8(),
  displayQuantity: bigint({ mode: 'bigint' }),
  leaves: int8(),
  /** What the book shows of it; 0 while a stop waits. */
  shown: int8(),
});
