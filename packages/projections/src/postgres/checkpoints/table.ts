import { bigserial, boolean, jsonb, text } from 'drizzle-orm/pg-core';
import { int8, name } from '../columns.ts';
import { readModels } from '../schema.ts';

/** How far each read model has come, written in the same transaction as its rows. */
export const checkpoints = readModels.table('checkpoints', {
  /** `<read model>@<version>` */
  name: text().primaryKey(),
  /** Commit position up to which every fact is in; -1 before the first. */
  position: int8(),
  /** Raised by each projector that takes over: the one before it can no longer write. */
  epoch: int8(),
  /** Whether it has caught up once: history that is only being rebuilt is not announced to the world. */
  live: boolean().notNull(),
});

/** What remains to be published of committed changes. */
export const changeFeed = readModels.table('change_feed', {
  id: bigserial({ mode: 'bigint' }).primaryKey(),
  subject: name(),
  /** Makes a repeated publication recognisable. */
  messageId: name(),
  payload: jsonb().notNull(),
});
