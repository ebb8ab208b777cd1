import { formatDate, type CivilDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { marketSessions, type MarketSessionRow } from './table.ts';

interface OfSession {
  readonly sessionDate: CivilDate;
}

const named = ({ sessionDate }: OfSession): readonly string[] => [formatDate(sessionDate)];

/** A fact that changes a session which is scheduled. */
function changes<Data extends OfSession>(
  change: (data: Data) => Partial<MarketSessionRow>,
): Reaction<MarketSessionRow, Data> {
  return {
    keys: named,
    evolve: (row, data, { position }) => row && { ...row, ...change(data), position },
  };
}

/** Market sessions by day. */
export const marketSessionsProjection: Projection = defineProjection<MarketSessionRow>({
  name: 'market_sessions',
  version: 1,
  tables: { postgres: marketSessions },
  key: 'sessionDate',
  on: {
    SessionScheduled: {
      creates: true,
      keys: named,
      evolve: (_, { sessionDate, opensAt, closesAt, earlyClose }, { position }) => ({
        sessionDate: formatDate(sessionDate),
        opensAt,
        closesAt,
        earlyClose,
        phase: 'CLOSED',
        begun: false,
        killSwitch: false,
        position,
      }),
    },
    SessionPhaseEntered: changes(({ phase }) => ({ phase, begun: true })),
    KillSwitchSet: changes(({ engaged }) => ({ killSwitch: engaged })),
  },
});
