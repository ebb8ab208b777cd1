import { index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { int8, name } from '../../stores/postgres/columns.ts';
import { readModels } from '../../stores/postgres/schema.ts';

/** Alerts of surveillance, each with the case that it opened. Rows are never deleted. */
export const surveillanceAlerts = readModels.table(
  'surveillance_alerts',
  {
    alertId: uuid().primaryKey(),
    ruleId: name(),
    ruleVersion: integer().notNull(),
    /** Beneficial owner, or the account itself. */
    owner: name(),
    instrumentId: name(),
    accounts: jsonb().$type<readonly string[]>().notNull(),
    /** When what was seen began, and when the rule saw it. */
    begunAt: int8(),
    seenAt: int8(),
    /** Where both stand in the log. */
    firstPosition: int8(),
    firstIndex: integer().notNull(),
    lastPosition: int8(),
    lastIndex: integer().notNull(),
    orders: jsonb().$type<readonly string[]>().notNull(),
    trades: jsonb().$type<readonly string[]>().notNull(),
    /** `<name>=<whole number>`, each. */
    features: jsonb().$type<readonly string[]>().notNull(),
    parameters: jsonb().$type<readonly string[]>().notNull(),
    raisedAt: int8(),
    /** OPEN, REVIEW, ESCALATED or CLOSED. */
    status: name(),
    assignee: text(),
    notes: integer().notNull(),
    /** What it came to, and why; null: it is not closed. */
    disposition: text(),
    reason: text(),
    /** Who changed it last, and when. */
    changedBy: name(),
    changedAt: int8(),
    /** Commit position of the last fact that changed the row. */
    position: int8(),
  },
  (columns) => [
    index('status').on(columns.status, columns.position),
    index('changes').on(columns.instrumentId, columns.position),
  ],
);

export type SurveillanceAlertRow = typeof surveillanceAlerts.$inferSelect;
