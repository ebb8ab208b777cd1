import { integer, orNull, pageOf, record, rowOf, text } from '../read-model/answers.ts';
import type { Capability } from '../read-model/capability.ts';
import { keyField, type FollowedTable } from '../read-model/followed-table.ts';
import { instrumentId, pageAsked, paging } from '../read-model/inputs.ts';
import { NO_ROWS, ofAccount } from '../read-model/query.ts';
import { positionLots } from './position-lots.ts';
import { positionsProjection } from './projection.ts';
import { listPositions } from './read.ts';
import { positions } from './table.ts';

const POSITION = rowOf(positions);

const LOTS = pageOf(
  record({
    lotId: text,
    openedBy: text,
    tradeDate: text,
    settlementDate: text,
    quantity: integer,
    cost: integer,
  }),
  { realised: integer },
);

/** Positions of an account, to be followed. */
export const FOLLOWED_POSITIONS: FollowedTable = {
  projection: positionsProjection.name,
  table: positions,
  owners: [positions.accountId],
  key: keyField(positions, 'positionId', '^[^/]+/[^/]+$'),
};

/** Positions: what accounts hold, and the lots that it is made of. */
export const POSITIONS: Capability = {
  projections: [positionsProjection],
  queries: {
    'account.positions': ofAccount(
      {
        description: 'Positions of an account, by instrument.',
        input: paging,
        output: pageOf(POSITION),
      },
      NO_ROWS,
      ({ db }, input) => listPositions(db, input.accountId, pageAsked(input)),
    ),
    'account.lots': ofAccount(
      {
        description: 'What a position is made of, first in, first out, and what was realised.',
        input: { instrumentId, ...paging },
        output: orNull(LOTS),
      },
      null,
      ({ db }, input) => positionLots(db, input.accountId, input.instrumentId, pageAsked(input)),
    ),
  },
  subscriptions: {
    'position.changes': {
      description: 'Positions of an account, now and whenever one changes',
      of: 'account',
      field: 'positionChanges',
      message: 'PositionChanges',
      list: 'positions',
      type: 'Holding',
      row: POSITION,
      follows: FOLLOWED_POSITIONS,
    },
  },
};
