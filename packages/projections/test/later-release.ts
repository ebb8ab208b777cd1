import { bigint, index, uuid } from 'drizzle-orm/pg-core';
import { PROJECTIONS } from '../src/index.ts';
import { int8, name } from '../src/stores/postgres/columns.ts';
import { ordersProjection } from '../src/orders/projection.ts';
import type { OrderRow } from '../src/orders/table.ts';
import { readModels } from '../src/stores/postgres/schema.ts';
import type { Projection } from '../src/runtime/projection.ts';

// A release that is yet to come: its orders have other columns, so its version of them is 3.

const orders = readModels.table(
  'orders',
  {
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
  },
  (columns) => [index('account').on(columns.accountId)],
);

/** What the fold of the earlier version reads besides. */
const DROPPED = { notional: 0n, fees: 0n, shown: 0n, displayQuantity: null, status: '' };

const ordersProjection3: Projection = {
  ...ordersProjection,
  version: 3,
  tables: { postgres: orders },
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

/** Its projections. */
export const LATER: readonly Projection[] = PROJECTIONS.map((projection) =>
  projection.name === 'orders' ? ordersProjection3 : projection,
);
