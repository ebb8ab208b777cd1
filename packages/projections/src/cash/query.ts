import { and, desc, eq, lt } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { named, pageOf, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import { pageSize, parsePosition, toPage, type Page, type Paging } from '../read-model/page.ts';
import { NO_ROWS, ofAccount, ofHouse } from '../read-model/query.ts';
import { cashTransfersProjection } from './projection.ts';
import { cashTransfers, type CashTransferRow } from './table.ts';

const TRANSFER = named(
  'CashTransfer',
  'A payment between an account and a bank: announced or asked for, and what became of it.',
  rowOf(cashTransfers, {
    transferId: 'ID',
    amount: 'Decimal',
    heldUntil: 'Day',
    begunAt: 'Instant',
    changedAt: 'Instant',
    position: 'Position',
  }),
);

const STATUSES = [
  'ANNOUNCED',
  'RECEIVED',
  'DECLINED',
  'RETURNED',
  'REQUESTED',
  'PAID',
  'REFUSED',
] as const;

/** Payments of an account or of all, the latest change first. @throws BadCursorError */
async function listTransfers(
  db: PostgresJsDatabase,
  { of, status }: { readonly of?: string; readonly status?: string },
  { first, after }: Paging,
): Promise<Page<CashTransferRow>> {
  const size = pageSize(first);
  const { accountId: account, position } = cashTransfers;
  const rows = await db
    .select()
    .from(cashTransfers)
    .where(
      and(
        of === undefined ? undefined : eq(account, of),
        status === undefined ? undefined : eq(cashTransfers.status, status),
        after === undefined ? undefined : lt(position, parsePosition(after)),
      ),
    )
    .orderBy(desc(position))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.position}`);
}

/** Cash that comes from banks and goes there. */
export const CASH: Capability = {
  projections: [cashTransfersProjection],
  queries: {
    'cash.transfers': ofHouse(
      {
        description: 'Payments between all accounts and banks, the latest change first.',
        field: { name: 'cashTransfers', list: 'transfers' },
        input: {
          status: Type.Optional(
            Type.Unsafe<string>({ type: 'string', enum: STATUSES, description: 'Only these' }),
          ),
          ...paging,
        },
        output: pageOf(TRANSFER),
      },
      ({ db }, { status, ...input }) =>
        listTransfers(db, status === undefined ? {} : { status }, pageAsked(input)),
    ),
    'cash.of-account': ofAccount(
      {
        description: 'Payments between an account and banks, the latest change first.',
        field: { name: 'accountCashTransfers', list: 'transfers' },
        input: paging,
        output: pageOf(TRANSFER),
      },
      NO_ROWS,
      ({ db }, input) => listTransfers(db, { of: input.accountId }, pageAsked(input)),
    ),
  },
};
