import { formatDate } from '@bellwether/domain';
import { defineProjection, type Projection, type Reaction } from '../runtime/projection.ts';
import { marginCalls, type MarginCallRow } from './table.ts';

/** A fact that changes a call which is known. */
function changes<Data extends { readonly callId: string }>(
  change: (data: Data, row: MarginCallRow) => Partial<MarginCallRow>,
): Reaction<MarginCallRow, Data> {
  return {
    keys: ({ callId }) => [callId],
    evolve: (row, data, { position }) => row && { ...row, ...change(data, row), position },
  };
}

/** Margin calls by id. */
export const marginCallsProjection: Projection = defineProjection<MarginCallRow>({
  name: 'margin_calls',
  version: 1,
  tables: { postgres: marginCalls },
  key: 'callId',
  on: {
    MarginCallIssued: {
      creates: true,
      keys: ({ callId }) => [callId],
      evolve: (_, { issuedOn, dueOn, ...data }, { at: issuedAt, position }) => ({
        ...data,
        status: 'OPEN',
        issuedOn: formatDate(issuedOn),
        dueOn: formatDate(dueOn),
        endedOn: null,
        rounds: 0,
        orders: 0,
        issuedAt,
        position,
      }),
    },
    MarginCallChanged: changes(({ amount, equity, maintenance }) => ({
      amount,
      equity,
      maintenance,
    })),
    MarginLiquidationOrdered: changes(({ round, orders }, row) => ({
      status: 'LIQUIDATING',
      rounds: round,
      orders: row.orders + orders.length,
    })),
    MarginCallMet: changes(({ equity, maintenance, metOn }) => ({
      status: 'MET',
      equity,
      maintenance,
      endedOn: formatDate(metOn),
    })),
    MarginCallLiquidated: changes(({ equity, maintenance, liquidatedOn }) => ({
      status: 'LIQUIDATED',
      equity,
      maintenance,
      endedOn: formatDate(liquidatedOn),
    })),
  },
});
