import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bigint, uuid } from 'drizzle-orm/pg-core';
import { PROJECTIONS, type Release } from '../src/index.ts';
import { int8, name } from '../src/stores/postgres/columns.ts';
import { ordersProjection } from '../src/orders/projection.ts';
import type { OrderRow } from '../src/orders/table.ts';
import { readModels } from '../src/stores/postgres/schema.ts';
import type { Projection } from '../src/runtime/projection.ts';

// A release that is yet to come: its orders have other columns, so its version of them is 3.

const ordersTable = readModels.table('orders_v3', {
  orderId: uuid().primaryKey(),
  accountId: name(),
  side: name(),
  quantity: int8(),
  limitPrice: int8(),
  leaves: int8(),
  executed: int8(),
  /** leaves × limit price. */
  openValue: bigint({ mode: 'bigint' }).notNull(),
  position: int8(),
});

/** What the fold of the earlier version reads besides. */
const DROPPED = { notional: 0n, fees: 0n, shown: 0n, displayQuantity: null, status: '' };

const DDL = `CREATE TABLE "read_models"."orders_v3" (
  "order_id" uuid PRIMARY KEY NOT NULL, "account_id" text NOT NULL, "side" text NOT NULL, "quantity" bigint NOT NULL,
  "limit_price" bigint NOT NULL, "leaves" bigint NOT NULL, "executed" bigint NOT NULL, "open_value" bigint NOT NULL,
  "position" bigint NOT NULL);
--> statement-breakpoint
CREATE INDEX "orders_v3_account" ON "read_models"."orders_v3" ("account_id");`;

const ordersProjection3: Projection = {
  ...ordersProjection,
  version: 3,
  tables: { postgres: ordersTable } as unknown as Projection['tables'],
  evolve(row, recorded, key) {
    // The earlier version's fold reads what the later one has dropped.
    const before = row && { ...DROPPED, ...row };
    const after = ordersProjection.evolve(before, recorded, key) as OrderRow | undefined;
    if (after === undefined) return undefined;
    const { orderId, accountId, side, quantity, limitPrice, leaves, executed, position } = after;
    const openValue = leaves * limitPrice;
    return {
      orderId,
      accountId,
      side,
      quantity,
      limitPrice,
      leaves,
      executed,
      openValue,
      position,
    };
  },
};

/** @param directory where its migrations are put: those there are, and one more. */
export function laterRelease(directory: string): Release {
  const migrations = join(directory, 'later-migrations');
  mkdirSync(migrations, { recursive: true });
  cpSync(join(import.meta.dirname, '../migrations'), migrations, { recursive: true });
  const file = join(migrations, 'meta/_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as {
    entries: readonly { readonly idx: number; readonly when: number }[];
  };
  const last = journal.entries.at(-1);
  const next = { ...last, idx: (last?.idx ?? 0) + 1, when: (last?.when ?? 0) + 1, tag: 'later' };
  writeFileSync(file, JSON.stringify({ ...journal, entries: [...journal.entries, next] }));
  writeFileSync(join(migrations, 'later.sql'), DDL);
  const projections = PROJECTIONS.map((projection) =>
    projection.name === 'orders' ? ordersProjection3 : projection,
  );
  return { projections, migrations };
}
