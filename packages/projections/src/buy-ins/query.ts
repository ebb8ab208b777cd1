import { parseDate, type CivilDate } from '@bellwether/domain';
import { desc, eq, lt } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { orders } from '../orders/table.ts';
import { meaning, named, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { pageSize, parsePosition, toPage, type Page, type Paging } from '../read-model/page.ts';
import { ofHouse } from '../read-model/query.ts';
import { closeOuts } from './close-outs.ts';
import { buyInsProjection } from './projection.ts';
import { buyIns, type BuyInRow } from './table.ts';

const BUY_IN_ROW = rowOf(buyIns, {
  orderId: 'ID',
  quantity: 'Quantity',
  orderedAt: 'Instant',
  position: 'Position',
});

const BUY_IN = named(
  'BuyIn',
  'Shares that were bought at the market for an account that had not delivered: what was ordered, and what of it was bought.',
  record({ ...BUY_IN_ROW.properties, executed: meaning('Quantity') }),
);

const CLOSE_OUT = named(
  'CloseOut',
  'Shares that have to be bought for an account at the opening of a day, because it has not delivered them (Rule 204).',
  record({
    closeOutId: meaning('ID', text),
    accountId: text,
    instrumentId: text,
    runId: text,
    sale: text,
    failingSince: text,
    quantity: meaning('Quantity'),
    maxOrderQuantity: meaning('Quantity'),
  }),
);

/** A buy-in with what its order has bought. */
export type BuyInTold = BuyInRow & { readonly executed: bigint };

/** Buy-ins, the latest first. @throws BadCursorError */
export async function listBuyIns(
  db: PostgresJsDatabase,
  { first, after }: Paging,
): Promise<Page<BuyInTold>> {
  const size = pageSize(first);
  const { position, orderId } = buyIns;
  const before = after === undefined ? undefined : lt(position, parsePosition(after));
  const rows = await db
    .select({ row: buyIns, executed: orders.executed })
    .from(buyIns)
    .leftJoin(orders, eq(orders.orderId, orderId))
    .where(before)
    .orderBy(desc(position))
    .limit(size + 1);
  const told = rows.map(({ row, executed }) => ({ ...row, executed: executed ?? 0n }));
  return toPage(told, size, (row) => `${row.position}`);
}

const DAY = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'At the opening of which day',
  examples: ['2026-12-03'],
});

/** A day of the calendar; undefined: there is none such, as the 30th of February. */
function dayOf(text: string): CivilDate | undefined {
  try {
    return parseDate(text);
  } catch {
    return undefined;
  }
}

/** Fails to deliver that are closed out: what has to be bought, and what was. */
export const BUY_INS: Capability = {
  projections: [buyInsProjection],
  queries: {
    'settlement.close-outs': ofHouse(
      {
        description:
          'What has to be bought at the opening of a day for accounts that have not delivered (Rule 204), as of now. A page may have fewer rows than were asked for.',
        field: { name: 'closeOuts', list: 'closeOuts' },
        input: { day: DAY, ...paging },
        output: pageOf(CLOSE_OUT),
      },
      (models, input) => closeOuts(models, dayOf(input.day), pageAsked(input)),
    ),
    'settlement.buy-ins': ofHouse(
      {
        description: 'What was bought for accounts that had not delivered, the latest first.',
        field: { name: 'buyIns', list: 'buyIns' },
        input: paging,
        output: pageOf(BUY_IN),
      },
      ({ db }, input) => listBuyIns(db, pageAsked(input)),
    ),
  },
};
