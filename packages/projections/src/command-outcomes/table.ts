import { index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

const define = (table: string) =>
  readModels.table(
    table,
    {
      commandId: uuid().primaryKey(),
      /** The NATS user that sent it. */
      principal: name(),
      /** ACCEPTED or REJECTED. */
      status: name(),
      /** The fact that it came to first. */
      fact: name(),
      /** Why it was rejected. */
      code: text(),
      message: text(),
      accountId: text(),
      instrumentId: text(),
      orderId: uuid(),
      /** Number of facts that it caused. */
      facts: integer().notNull(),
      receivedAt: int8(),
      /** Commit position of the last fact that changed the row. */
      position: int8(),
    },
    (columns) => [index(`${table}_account`).on(columns.accountId, columns.receivedAt.desc())],
  );

/** What became of each command that left a fact. */
export const commandOutcomesTable = define('command_outcomes_v1');

/** The version in force. */
export const commandOutcomes = define('command_outcomes');

export type CommandOutcomeRow = typeof commandOutcomes.$inferSelect;
