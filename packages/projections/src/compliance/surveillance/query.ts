import { CASE_STATUSES, UUID_PATTERN } from '@bellwether/domain';
import { and, asc, desc, eq, gte, lt, ne } from 'drizzle-orm';
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { Type } from 'typebox';
import { auditLog } from '../../audit/table.ts';
import { meaning, named, orNull, pageOf, record, rowOf, text } from '../../read-model/answers.ts';
import type { Capability } from '../../read-model/capability.ts';
import { pageAsked, paging } from '../../read-model/inputs.ts';
import { pageSize, parsePosition, toPage, type Page, type Paging } from '../../read-model/page.ts';
import { ofCompliance } from '../../read-model/query.ts';
import { surveillanceAlertsProjection } from './projection.ts';
import { surveillanceAlerts, type SurveillanceAlertRow } from './table.ts';

const names = Type.Array(text);

const ALERT = named(
  'SurveillanceAlert',
  'What a rule of surveillance has seen, on what evidence, and where its case stands. Features and parameters are `<name>=<whole number>`: ns, 1/10 000, 1/10 000 USD, shares, or a count.',
  record({
    ...rowOf(surveillanceAlerts, {
      alertId: 'ID',
      begunAt: 'Instant',
      seenAt: 'Instant',
      firstPosition: 'Position',
      lastPosition: 'Position',
      raisedAt: 'Instant',
      changedAt: 'Instant',
      position: 'Position',
    }).properties,
    accounts: names,
    orders: names,
    trades: names,
    features: names,
    parameters: names,
  }),
);

const STEP = named(
  'SurveillanceCaseStep',
  'What was done with a case: by whom, when, and in which words. `data` is the fact as JSON.',
  record({ type: text, at: meaning('Instant'), principal: text, data: text }),
);

const alertId = Type.String({ pattern: UUID_PATTERN, description: 'Alert' });

interface Asked {
  readonly status: string | undefined;
  readonly ruleId: string | undefined;
  readonly owner: string | undefined;
  /** Not closed. */
  readonly isOpen: boolean;
}

/** Alerts, the latest change first. @throws BadCursorError */
async function listAlerts(
  db: PostgresJsDatabase,
  { status, ruleId, owner, isOpen }: Asked,
  { first, after }: Paging,
): Promise<Page<SurveillanceAlertRow>> {
  const size = pageSize(first);
  const table = surveillanceAlerts;
  const rows = await db
    .select()
    .from(table)
    .where(
      and(
        status === undefined ? undefined : eq(table.status, status),
        isOpen ? ne(table.status, 'CLOSED') : undefined,
        ruleId === undefined ? undefined : eq(table.ruleId, ruleId),
        owner === undefined ? undefined : eq(table.owner, owner),
        after === undefined ? undefined : lt(table.position, parsePosition(after)),
      ),
    )
    .orderBy(desc(table.position))
    .limit(size + 1);
  return toPage(rows, size, (row) => `${row.position}`);
}

/** What happened to a case, from its alert on, as the audit log has it. */
async function stepsOf(db: PostgresJsDatabase, row: SurveillanceAlertRow) {
  const { type, at, principal, data, journal, stream, position } = auditLog;
  return db
    .select({ type, at, principal, data })
    .from(auditLog)
    .where(
      and(
        eq(journal, 'surveillance'),
        eq(stream, `surveillance-${row.alertId}`),
        gte(position, row.lastPosition),
      ),
    )
    .orderBy(asc(position));
}

/** Alerts of surveillance and their cases. */
export const SURVEILLANCE: Capability = {
  projections: [surveillanceAlertsProjection],
  queries: {
    'surveillance.alerts': ofCompliance(
      'ReadSurveillance',
      {
        description: 'Alerts of surveillance, the latest change first.',
        field: { name: 'surveillanceAlerts', list: 'alerts' },
        input: {
          status: Type.Optional(
            Type.String({
              pattern: `^(${CASE_STATUSES.join('|')})$`,
              examples: ['OPEN'],
              description: `Where the case stands: ${CASE_STATUSES.join(', ')}`,
            }),
          ),
          ruleId: Type.Optional(Type.String({ maxLength: 40, description: 'Rule' })),
          owner: Type.Optional(Type.String({ maxLength: 40, description: 'Beneficial owner' })),
          open: Type.Optional(Type.Boolean({ description: 'Only cases that are not closed' })),
          ...paging,
        },
        output: pageOf(ALERT),
      },
      ({ db }, input) =>
        listAlerts(
          db,
          {
            status: input.status,
            ruleId: input.ruleId,
            owner: input.owner,
            isOpen: input.open === true,
          },
          pageAsked(input),
        ),
    ),
    'surveillance.case': ofCompliance(
      'ReadSurveillance',
      {
        description: 'One alert, and everything that was done with its case.',
        field: { name: 'surveillanceCase', id: 'alertId' },
        input: { alertId },
        output: orNull(
          named(
            'SurveillanceCase',
            'An alert and what was done with it.',
            record({ alert: ALERT, steps: Type.Array(STEP) }),
          ),
        ),
      },
      async ({ db }, input) => {
        const found = db.select().from(surveillanceAlerts);
        const [alert] = await found.where(eq(surveillanceAlerts.alertId, input.alertId));
        return alert && { alert, steps: await stepsOf(db, alert) };
      },
    ),
  },
};
