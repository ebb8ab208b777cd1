import { and, asc, desc, eq, gt, lt, ne, or, type SQL } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { named, pageOf, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { pageAsked, paging } from '../read-model/inputs.ts';
import {
  BadCursorError,
  pageSize,
  parsePosition,
  toPage,
  type Page,
  type Paging,
} from '../read-model/page.ts';
import { ofHouse } from '../read-model/query.ts';
import { reconciliationBreaksProjection, reconciliationsProjection } from './projection.ts';
import {
  reconciliationBreaks,
  reconciliations,
  type ReconciliationBreakRow,
  type ReconciliationRow,
} from './table.ts';

const RECONCILIATION = named(
  'Reconciliation',
  'A statement that our ledger was held against: how much was compared, and how many breaks are open.',
  rowOf(reconciliations, { statementId: 'ID', recordedAt: 'Instant', position: 'Position' }),
);

const BREAK = named(
  'ReconciliationBreak',
  'A difference between our ledger and a statement: USD in 1/10 000, an instrument in whole units.',
  rowOf(reconciliationBreaks, {
    breakId: 'ID',
    ours: 'Quantity',
    theirs: 'Quantity',
    changedAt: 'Instant',
    position: 'Position',
  }),
);

const STATEMENT = '^[A-Za-z0-9][A-Za-z0-9_.:-]{0,39}$';

/** Statements, the latest first. @throws BadCursorError */
export async function listReconciliations(
  db: PostgresJsDatabase,
  { first, after }: Paging,
): Promise<Page<ReconciliationRow>> {
  const size = pageSize(first);
  const { position } = reconciliations;
  const before = after === undefined ? undefined : lt(position, parsePosition(after));
  const rows = await db
    .select()
    .from(reconciliations)
    .where(before)
    .orderBy(desc(position))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.position}`);
}

/** Breaks of a statement, or those of all that are not over. @throws BadCursorError */
export async function listBreaks(
  db: PostgresJsDatabase,
  statement: string | undefined,
  { first, after }: Paging,
): Promise<Page<ReconciliationBreakRow>> {
  const size = pageSize(first);
  const { statementId, number, status } = reconciliationBreaks;
  const rows = await db
    .select()
    .from(reconciliationBreaks)
    .where(
      and(
        statement === undefined ? ne(status, 'RESOLVED') : eq(statementId, statement),
        after === undefined ? undefined : behind(after),
      ),
    )
    .orderBy(asc(statementId), asc(number))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.statementId}/${row.number}`);
}

function behind(cursor: string): SQL | undefined {
  const { statementId, number } = reconciliationBreaks;
  const [, name, place] = /^(.{1,40})\/(\d{1,9})$/.exec(cursor) ?? [];
  if (name === undefined) throw new BadCursorError('this is not a cursor of this list');
  return or(gt(statementId, name), and(eq(statementId, name), gt(number, Number(place))));
}

/** Statements, and where they and our ledger differ. */
export const RECONCILIATION_CAPABILITY: Capability = {
  projections: [reconciliationsProjection, reconciliationBreaksProjection],
  queries: {
    'reconciliation.list': ofHouse(
      {
        description: 'Statements that our ledger was held against, the latest first.',
        field: { name: 'reconciliations', list: 'reconciliations' },
        input: paging,
        output: pageOf(RECONCILIATION),
      },
      ({ db }, input) => listReconciliations(db, pageAsked(input)),
    ),
    'reconciliation.breaks': ofHouse(
      {
        description: 'Breaks of a statement, or of all statements those that are not over.',
        field: { name: 'reconciliationBreaks', list: 'breaks' },
        input: {
          statementId: Type.Optional(
            Type.String({ pattern: STATEMENT, description: 'Of this statement, all of them' }),
          ),
          ...paging,
        },
        output: pageOf(BREAK),
      },
      ({ db }, input) => listBreaks(db, input.statementId, pageAsked(input)),
    ),
  },
};
