import { index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { day, id, int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Every fact, in chains that a changed, missing or added row breaks. */
export const auditLog = readModels.table(
  'audit_log',
  {
    /** Partitions are months of it. */
    tradeDate: day(),
    /** The chain: a trading journal by its stream, all accounts, or all instruments. */
    journal: name(),
    /** Place in the chain, from 1 without gaps. */
    sequence: int8(),
    stream: name(),
    position: int8(),
    batchIndex: integer().notNull(),
    type: name(),
    /** When the command came in. */
    at: int8(),
    commandId: id(),
    principal: name(),
    accountId: text(),
    instrumentId: text(),
    orderId: uuid(),
    /** The fact's data as JSON text: hashed as it stands here. */
    data: name(),
    /** SHA-256, hex, over the hash before it and every other field of this row. */
    hash: name(),
  },
  (columns) => [
    primaryKey({ columns: [columns.journal, columns.sequence, columns.tradeDate] }),
    index('order')
      .on(columns.orderId)
      .where(sql`order_id is not null`),
    // Shares that came without a trade: lots are made of them and of trades.
    index('allocated')
      .on(columns.accountId, columns.instrumentId)
      .where(sql`type = 'SharesAllocated'`),
    index('place').on(columns.position, columns.batchIndex),
  ],
);

export type AuditRow = typeof auditLog.$inferSelect;
