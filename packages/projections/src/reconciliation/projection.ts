import { formatDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import {
  reconciliationBreaks,
  reconciliations,
  type ReconciliationBreakRow,
  type ReconciliationRow,
} from './table.ts';

/** Statements by id. */
export const reconciliationsProjection: Projection = defineProjection<ReconciliationRow>({
  name: 'reconciliations',
  version: 1,
  tables: { postgres: reconciliations },
  key: 'statementId',
  on: {
    StatementReconciled: {
      creates: true,
      keys: ({ statementId }) => [statementId],
      evolve: (_, data, { at, principal, position }) => ({
        statementId: data.statementId,
        asOf: formatDate(data.asOf),
        sha256: data.sha256,
        items: data.items,
        matched: data.matched,
        breaks: data.breaks.length,
        open: data.breaks.length,
        principal,
        recordedAt: at,
        position,
      }),
    },
    BreakResolved: {
      keys: ({ statementId }) => [statementId],
      evolve: (row, _, { position }) => row && { ...row, open: row.open - 1, position },
    },
  },
});

const breakOf = ({ statementId, number }: { readonly statementId: string; number: number }) =>
  `${statementId}/${number}`;

/** What somebody says of a break. */
function says(
  status: 'EXPLAINED' | 'RESOLVED',
): Reaction<
  ReconciliationBreakRow,
  { readonly statementId: string; readonly number: number; readonly note: string }
> {
  return {
    keys: (data) => [breakOf(data)],
    evolve: (row, { note }, { at: changedAt, principal: actor, position }) =>
      row && { ...row, status, note, actor, changedAt, position },
  };
}

/** Breaks by statement and number. */
export const reconciliationBreaksProjection: Projection = defineProjection<ReconciliationBreakRow>({
  name: 'reconciliation_breaks',
  version: 1,
  tables: { postgres: reconciliationBreaks },
  key: 'breakId',
  on: {
    StatementReconciled: {
      creates: true,
      keys: ({ statementId, breaks }) =>
        breaks.map((_, index) => breakOf({ statementId, number: index + 1 })),
      evolve(_, { statementId, asOf, breaks }, { position }, breakId) {
        const number = Number(breakId.slice(breakId.lastIndexOf('/') + 1));
        const found = breaks[number - 1];
        return (
          found && {
            breakId,
            statementId,
            number,
            asOf: formatDate(asOf),
            ...found,
            status: 'OPEN',
            note: null,
            actor: null,
            changedAt: 0n,
            position,
          }
        );
      },
    },
    BreakExplained: says('EXPLAINED'),
    BreakResolved: says('RESOLVED'),
  },
});
