import { sql } from 'drizzle-orm';
import { bigserial, boolean, integer, jsonb, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { index, uniqueIndex } from 'drizzle-orm/pg-core';
import { int8, name } from './columns.ts';
import { readModels } from './schema.ts';

/** The builds of each projection and how far each has come, written in the same transaction as its rows. */
export const checkpoints = readModels.table('checkpoints', {
  /** `<projection>@<version>`, and `.<build>` from the second build on. */
  name: text().primaryKey(),
  projection: name(),
  version: integer().notNull(),
  build: integer().notNull(),
  /** `active`: readers see it. `shadow`: being built beside it. `retired`: replaced, not yet dropped. */
  state: name(),
  /** Commit position up to which every fact is in; -1 before the first. */
  position: int8(),
  /** Raised by each projector that takes over: the one before it can no longer write. */
  epoch: int8(),
  /** Whether it has caught up once: history that is only being rebuilt is not announced to the world. */
  live: boolean().notNull(),
  /** Raised when keys are freed again: a projector that knows an older one asks which are parked. */
  parkedRevision: int8().default(sql`0`),
  /** Number of facts considered. */
  facts: int8().default(sql`0`),
  /** When the command of the last fact came in. */
  factAt: int8().default(sql`0`),
});

/** Facts that could not be applied, and those behind them with the same key. */
export const deadLetters = readModels.table(
  'dead_letters',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    /** Build whose row lacks the fact. */
    build: name(),
    key: name(),
    position: int8(),
    batchIndex: integer().notNull(),
    entryIndex: integer().notNull(),
    stream: name(),
    at: int8(),
    commandId: uuid().notNull(),
    principal: name(),
    type: name(),
    data: jsonb().notNull(),
    error: name(),
    /** `parked`: waits. `skipped`: left out on purpose; kept, so that everybody can see it. */
    state: name().default('parked'),
    parkedAt: timestamp({ withTimezone: true }).defaultNow().notNull(),
  },
  (table) => [
    uniqueIndex('dead_letters_fact').on(table.build, table.key, table.position, table.batchIndex),
    index('dead_letters_state').on(table.build, table.state),
  ],
);

/** What remains to be published of committed changes: JSON lists of them. */
export const changeFeed = readModels.table('change_feed', {
  id: bigserial({ mode: 'bigint' }).primaryKey(),
  changes: name(),
});
