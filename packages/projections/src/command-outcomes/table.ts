import { index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { id, int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** What became of each command that left a fact, by the stream that decided it: ids are told apart there, not between two. */
export const commandOutcomes = readModels.table(
  'command_outcomes',
  {
    /** `<stream>/<command>`. */
    id: text().primaryKey(),
    /** Of the account, instrument or other aggregate, or the journal of the partition, that decided it. */
    stream: name(),
    commandId: id(),
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
  (columns) => [
    index('command').on(columns.commandId),
    index('account').on(columns.accountId, columns.receivedAt.desc()),
  ],
);

export type CommandOutcomeRow = typeof commandOutcomes.$inferSelect;
