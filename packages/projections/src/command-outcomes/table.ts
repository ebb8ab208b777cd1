import { index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** What became of each command that left a fact. */
export const commandOutcomes = readModels.table(
  'command_outcomes',
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
  (columns) => [index('account').on(columns.accountId, columns.receivedAt.desc())],
);

export type CommandOutcomeRow = typeof commandOutcomes.$inferSelect;
