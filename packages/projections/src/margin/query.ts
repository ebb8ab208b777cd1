import { and, desc, eq, lt } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { accountId, pageAsked, paging } from '../read-model/inputs.ts';
import { pageSize, parsePosition, toPage, type Page, type Paging } from '../read-model/page.ts';
import { NO_ROWS, ofAccount, ofHouse } from '../read-model/query.ts';
import { assessmentsOf } from './assess.ts';
import { conductOf } from './conduct.ts';
import { marginCallsProjection } from './projection.ts';
import { marginCalls, type MarginCallRow } from './table.ts';

const CALL = named(
  'MarginCall',
  'What was missing of the margin of an account, until when it is to come, and what became of it.',
  rowOf(marginCalls, {
    callId: 'ID',
    amount: 'Decimal',
    equity: 'Decimal',
    maintenance: 'Decimal',
    issuedOn: 'Day',
    dueOn: 'Day',
    endedOn: 'Day',
    issuedAt: 'Instant',
    position: 'Position',
  }),
);

const CONDUCT = named(
  'CashConduct',
  'Violations of a cash account (Reg T 220.8), the oldest first, and until when it is to trade with settled cash alone.',
  record({
    violations: Type.Array(
      named(
        'CashViolation',
        'GOOD_FAITH: sold before the sale that paid for it had settled; FREE_RIDING: sold without ever having been paid for.',
        record({ kind: text, day: meaning('Day', text), instrumentId: text }),
      ),
    ),
    frozenUntil: orNull(meaning('Day', text)),
  }),
);

const ASSESSMENT = record({
  accountId: text,
  kind: text,
  equity: meaning('Quantity'),
  maintenance: meaning('Quantity'),
  call: meaning('Quantity'),
  openOrders: Type.Array(record({ orderId: text, instrumentId: text })),
  closings: Type.Array(record({ instrumentId: text, side: text, quantity: meaning('Quantity') })),
});

const STATUSES = ['OPEN', 'LIQUIDATING', 'MET', 'LIQUIDATED'] as const;

/** Calls, of an account or of all, the latest change first. @throws BadCursorError */
async function listCalls(
  db: PostgresJsDatabase,
  { of, status }: { readonly of?: string; readonly status?: string },
  { first, after }: Paging,
): Promise<Page<MarginCallRow>> {
  const size = pageSize(first);
  const { accountId: account, position } = marginCalls;
  const rows = await db
    .select()
    .from(marginCalls)
    .where(
      and(
        of === undefined ? undefined : eq(account, of),
        status === undefined ? undefined : eq(marginCalls.status, status),
        after === undefined ? undefined : lt(position, parsePosition(after)),
      ),
    )
    .orderBy(desc(position))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.position}`);
}

/** Margin calls, and who should have one. */
export const MARGIN: Capability = {
  projections: [marginCallsProjection],
  queries: {
    'margin.calls': ofHouse(
      {
        description: 'Margin calls of all accounts, the latest change first.',
        field: { name: 'marginCalls', list: 'calls' },
        input: {
          status: Type.Optional(
            Type.Unsafe<string>({ type: 'string', enum: STATUSES, description: 'Only these' }),
          ),
          ...paging,
        },
        output: pageOf(CALL),
      },
      ({ db }, { status, ...input }) =>
        listCalls(db, status === undefined ? {} : { status }, pageAsked(input)),
    ),
    'margin.of-account': ofAccount(
      {
        description: 'Margin calls of an account, the latest change first.',
        field: { name: 'accountMarginCalls', list: 'calls' },
        input: paging,
        output: pageOf(CALL),
      },
      NO_ROWS,
      ({ db }, input) => listCalls(db, { of: input.accountId }, pageAsked(input)),
    ),
    'margin.conduct': ofAccount(
      {
        description:
          'What a cash account did that Regulation T forbids: sold before what paid for it had settled, or without ever paying; and until when it is to trade with settled cash alone.',
        field: { name: 'cashConduct' },
        input: {},
        output: orNull(CONDUCT),
      },
      null,
      (models, input) => conductOf(models, input.accountId),
    ),
    'margin.assessments': ofHouse(
      {
        description:
          'Margin accounts that have a call, or should have one, at the marks of now: what is missing, and what would be closed for it.',
        input: { accountId: Type.Optional(accountId), cursor: paging.cursor },
        output: pageOf(ASSESSMENT),
      },
      (models, input) => assessmentsOf(models, input.accountId, input.cursor),
    ),
  },
};
