import { defineProjection, type Projection, type Reaction } from '../../runtime/projection.ts';
import type { FactContext } from '../../runtime/recorded-fact.ts';
import { surveillanceAlerts, type SurveillanceAlertRow } from './table.ts';

interface OfCase {
  readonly alertId: string;
}

/** What somebody does with a case. */
function does<Data extends OfCase>(
  change: (row: SurveillanceAlertRow, data: Data) => Partial<SurveillanceAlertRow>,
): Reaction<SurveillanceAlertRow, Data> {
  return {
    keys: ({ alertId }) => [alertId],
    evolve: (row, data, context) => row && { ...row, ...change(row, data), ...changed(context) },
  };
}

function changed({ principal, at, position }: FactContext) {
  return { changedBy: principal, changedAt: at, position };
}

const written = (all: readonly { readonly name: string; readonly value: bigint }[]) =>
  all.map(({ name, value }) => `${name}=${value}`);

/** Alerts by id, each with where its case stands. */
export const surveillanceAlertsProjection: Projection = defineProjection<SurveillanceAlertRow>({
  name: 'surveillance_alerts',
  version: 1,
  tables: { postgres: surveillanceAlerts },
  key: 'alertId',
  on: {
    SurveillanceAlertRaised: {
      creates: true,
      keys: ({ alertId }) => [alertId],
      evolve: (_, { features, parameters, from: begunAt, to: seenAt, ...data }, context) => ({
        ...data,
        begunAt,
        seenAt,
        features: written(features),
        parameters: written(parameters),
        raisedAt: context.at,
        status: 'OPEN',
        assignee: null,
        notes: 0,
        disposition: null,
        reason: null,
        ...changed(context),
      }),
    },
    CaseAssigned: does(({ status }, { assignee }) => ({
      assignee,
      status: status === 'OPEN' ? 'REVIEW' : status,
    })),
    CaseNoted: does(({ notes }) => ({ notes: notes + 1 })),
    CaseEscalated: does(() => ({ status: 'ESCALATED' })),
    CaseClosed: does((_, { disposition, reason }) => ({ status: 'CLOSED', disposition, reason })),
    CaseReopened: does(() => ({ status: 'REVIEW', disposition: null, reason: null })),
  },
});
