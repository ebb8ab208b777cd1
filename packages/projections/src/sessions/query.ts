import { named, orNull, rowOf } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { ofMarket } from '../read-model/query.ts';
import { marketSessionsProjection } from './projection.ts';
import { findMarketSession } from './read.ts';
import { marketSessions } from './table.ts';

const MARKET_SESSION = named(
  'MarketSession',
  'A day of the market: CLOSED before its first phase and after its last.',
  rowOf(marketSessions, {
    sessionDate: 'Day',
    opensAt: 'Instant',
    closesAt: 'Instant',
    position: 'Position',
  }),
);

/** Market sessions: the read model of the market's days, and the day it is. */
export const SESSIONS: Capability = {
  projections: [marketSessionsProjection],
  queries: {
    'market.session': ofMarket(
      {
        description:
          'The last day of the market that has begun: what was due by it has settled. Absent before the first.',
        field: { name: 'marketSession' },
        input: {},
        output: orNull(MARKET_SESSION),
      },
      ({ db }) => findMarketSession(db),
    ),
  },
};
