import { formatDate } from '@bellwether/domain';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import { reports, type ReportRow } from './table.ts';

/** Reports by their ids. */
export const reportsProjection: Projection = defineProjection<ReportRow>({
  name: 'reports',
  version: 2,
  tables: { postgres: reports },
  key: 'reportId',
  on: {
    ReportRequested: {
      creates: true,
      keys: ({ reportId }) => [reportId],
      evolve: (
        _,
        { reportId, accountId, kind, from, to, replaces = null },
        { at, principal, position },
      ) => ({
        reportId,
        accountId,
        kind,
        fromDay: formatDate(from),
        toDay: formatDate(to),
        replaces,
        status: 'REQUESTED',
        principal,
        requestedAt: at,
        generatedAt: 0n,
        inputsPosition: -1n,
        sha256: null,
        bytes: 0,
        position,
      }),
    },
    ReportGenerated: {
      keys: ({ reportId }) => [reportId],
      evolve: (row, { inputsPosition, sha256, bytes }, { at: generatedAt, position }) =>
        row && {
          ...row,
          status: 'GENERATED',
          generatedAt,
          inputsPosition,
          sha256,
          bytes,
          position,
        },
    },
  },
});
