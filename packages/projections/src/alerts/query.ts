import { UUID_PATTERN } from '@bellwether/domain';
import { and, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { named, orNull, pageOf, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { keyField } from '../read-model/followed-table.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { pageSize, parseCursor, toPage, type Page, type Paging } from '../read-model/page.ts';
import { NO_ROWS, ofAccount } from '../read-model/query.ts';
import { priceAlerts, priceAlertsProjection, type PriceAlertRow } from './projection.ts';
import { alertWebhooks, alertWebhooksProjection } from './webhooks.ts';

const PRICE_ALERT = named(
  'PriceAlert',
  'What somebody waits for; `price` is 0 where it is a move from the previous close.',
  rowOf(priceAlerts, {
    id: 'ID',
    alertId: 'ID',
    price: 'Decimal',
    setAt: 'Instant',
    lastPrice: 'Decimal',
    lastFiredAt: 'Instant',
    position: 'Position',
  }),
);

const WEBHOOK = named(
  'AlertWebhook',
  'Where alerts are posted to; `url` is absent where they are not any more.',
  rowOf(alertWebhooks, {
    setAt: 'Instant',
    delivered: 'Quantity',
    failed: 'Quantity',
    lastAt: 'Instant',
    position: 'Position',
  }),
);

/** Alerts of an account, latest first. @throws BadCursorError */
async function listAlerts(
  db: PostgresJsDatabase,
  accountId: string,
  { first, after }: Paging,
): Promise<Page<PriceAlertRow>> {
  const size = pageSize(first);
  const rows = await db
    .select()
    .from(priceAlerts)
    .where(
      and(eq(priceAlerts.accountId, accountId), after === undefined ? undefined : before(after)),
    )
    .orderBy(desc(priceAlerts.setAt), priceAlerts.alertId)
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.setAt}.${row.alertId}`);
}

function before(cursor: string): SQL | undefined {
  const { first: setAt, rest: alertId } = parseCursor(cursor, new RegExp(UUID_PATTERN));
  return or(
    lt(priceAlerts.setAt, setAt),
    and(eq(priceAlerts.setAt, setAt), gt(priceAlerts.alertId, alertId)),
  );
}

/** Price alerts: what accounts wait for, and what has fired. */
export const ALERTS: Capability = {
  projections: [priceAlertsProjection, alertWebhooksProjection],
  queries: {
    'alert.list': ofAccount(
      {
        description: 'Price alerts of an account, latest first.',
        field: { name: 'priceAlerts', list: 'alerts' },
        input: paging,
        output: pageOf(PRICE_ALERT),
      },
      NO_ROWS,
      ({ db }, input) => listAlerts(db, input.accountId, pageAsked(input)),
    ),
    'alert.webhook': ofAccount(
      {
        description: 'Where the alerts of an account are posted to, and how that went.',
        field: { name: 'alertWebhook' },
        input: {},
        output: orNull(WEBHOOK),
      },
      null,
      async ({ db }, { accountId }) => {
        const found = db.select().from(alertWebhooks);
        const [row] = await found.where(eq(alertWebhooks.accountId, accountId));
        return row;
      },
    ),
  },
  subscriptions: {
    'alert.changes': {
      description:
        'Price alerts of an account, now and whenever one is set, fires, is armed or ends',
      of: 'account',
      field: 'priceAlertChanges',
      message: 'PriceAlertChanges',
      list: 'alerts',
      row: PRICE_ALERT,
      follows: {
        projection: priceAlertsProjection.name,
        table: priceAlerts,
        owners: [priceAlerts.accountId],
        key: keyField(priceAlerts, 'id', '^[^/]+/[^/]+$'),
        begins: eq(priceAlerts.status, 'WAITING'),
      },
    },
  },
};
