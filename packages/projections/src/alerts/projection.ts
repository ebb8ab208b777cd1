import { isArmedWhenSet } from '@bellwether/domain';
import { boolean, index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import type { FactContext } from '../runtime/recorded-fact.ts';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Price alerts by account and id, also those that have ended: two accounts may set alerts under one id. */
export const priceAlerts = readModels.table(
  'price_alerts',
  {
    /** `<account>/<alert>`. */
    id: text().primaryKey(),
    alertId: uuid().notNull(),
    accountId: name(),
    instrumentId: name(),
    condition: name(),
    /** Of conditions on a price; 0: it waits for a move. */
    price: int8(),
    /** Of conditions on a move from the previous close, 1/10 000. */
    moveBasisPoints: integer(),
    /** How far the price must come back before it can fire again, 1/10 000; null: 10. */
    hysteresisBasisPoints: integer(),
    repeats: boolean().notNull(),
    /** WAITING, FIRED (for good) or CANCELLED. */
    status: name(),
    /** Whether it fires when its condition holds: after it has fired the price must come back first. */
    armed: boolean().notNull(),
    setAt: int8(),
    /** How often it has fired. */
    fired: integer().notNull(),
    /** The sale that it fired at last; null before the first, and where that was elsewhere in the market. */
    lastTradeId: text(),
    lastPrice: int8(),
    lastFiredAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [index('changes').on(columns.accountId, columns.position)],
);

export type PriceAlertRow = typeof priceAlerts.$inferSelect;

interface Named {
  readonly accountId: string;
  readonly alertId: string;
}

const idOf = ({ accountId, alertId }: Named): string => `${accountId}/${alertId}`;

/** A fact that changes an alert. */
function changes<Data extends Named>(
  change: (row: PriceAlertRow, data: Data, context: FactContext) => Partial<PriceAlertRow>,
): Reaction<PriceAlertRow, Data> {
  return {
    keys: (data) => [idOf(data)],
    evolve: (row, data, context) =>
      row && { ...row, ...change(row, data, context), position: context.position },
  };
}

/** Price alerts, each as it is now. */
export const priceAlertsProjection: Projection = defineProjection<PriceAlertRow>({
  name: 'price_alerts',
  version: 1,
  tables: { postgres: priceAlerts },
  key: 'id',
  on: {
    PriceAlertSet: {
      creates: true,
      keys: (data) => [idOf(data)],
      evolve: (_, { price = 0n, moveBasisPoints, hysteresisBasisPoints, ...data }, context) => ({
        ...data,
        id: idOf(data),
        price,
        moveBasisPoints: moveBasisPoints ?? null,
        hysteresisBasisPoints: hysteresisBasisPoints ?? null,
        status: 'WAITING',
        armed: isArmedWhenSet(data),
        setAt: context.at,
        fired: 0,
        lastTradeId: null,
        lastPrice: 0n,
        lastFiredAt: 0n,
        position: context.position,
      }),
    },
    PriceAlertFired: changes((row, { tradeId, price }, { at }) => ({
      armed: false,
      status: row.repeats ? row.status : 'FIRED',
      fired: row.fired + 1,
      lastTradeId: tradeId ?? null,
      lastPrice: price,
      lastFiredAt: at,
    })),
    PriceAlertRestated: changes((_, { price }) => ({ price })),
    PriceAlertArmed: changes(() => ({ armed: true })),
    PriceAlertEnded: changes(() => ({ status: 'CANCELLED' })),
  },
});
