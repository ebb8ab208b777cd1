import { integer, text } from 'drizzle-orm/pg-core';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import { int8, name } from '../stores/postgres/columns.ts';
import { readModels } from '../stores/postgres/schema.ts';

/** Where the alerts of accounts are posted to, and how that went. */
export const alertWebhooks = readModels.table('alert_webhooks', {
  accountId: name().primaryKey(),
  /** Null: nowhere any more. */
  url: text(),
  setAt: int8(),
  /** Alerts that a receiver has taken, and those that were given up. */
  delivered: int8(),
  failed: int8(),
  /** Of the last alert: HTTP status, and why it was given up; null where there is none. */
  lastStatus: integer(),
  lastReason: text(),
  lastAt: int8(),
  /** Commit position of the last fact that changed the row. */
  position: int8(),
});

type AlertWebhookRow = typeof alertWebhooks.$inferSelect;

const NOTHING = {
  url: null,
  setAt: 0n,
  delivered: 0n,
  failed: 0n,
  lastStatus: null,
  lastReason: null,
  lastAt: 0n,
};

const keys = ({ accountId }: { readonly accountId: string }): readonly string[] => [accountId];

/** Webhooks by account. */
export const alertWebhooksProjection: Projection = defineProjection<AlertWebhookRow>({
  name: 'alert_webhooks',
  version: 1,
  tables: { postgres: alertWebhooks },
  key: 'accountId',
  on: {
    AlertWebhookSet: {
      keys,
      evolve: (row, { accountId, url }, { at, position }) => ({
        ...(row ?? { accountId, ...NOTHING }),
        url,
        setAt: at,
        position,
      }),
    },
    AlertWebhookRemoved: {
      keys,
      evolve: (row, _, { position }) => row && { ...row, url: null, position },
    },
    AlertPosted: {
      keys,
      evolve: (row, { accountId, delivered, status, reason }, { at, position }) => {
        const before = row ?? { accountId, ...NOTHING };
        return {
          ...before,
          delivered: before.delivered + (delivered ? 1n : 0n),
          failed: before.failed + (delivered ? 0n : 1n),
          lastStatus: status ?? null,
          lastReason: reason ?? null,
          lastAt: at,
          position,
        };
      },
    },
  },
});
