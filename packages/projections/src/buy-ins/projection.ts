import { formatDate } from '@bellwether/domain';
import { defineProjection, type Projection } from '../runtime/projection.ts';
import { buyIns, type BuyInRow } from './table.ts';

/** Buy-ins by order. */
export const buyInsProjection: Projection = defineProjection<BuyInRow>({
  name: 'buy_ins',
  version: 1,
  tables: { postgres: buyIns },
  key: 'orderId',
  on: {
    BuyInOrdered: {
      creates: true,
      keys: ({ orderId }) => [orderId],
      evolve: (_, { buyInOn, failingSince, ...data }, { at: orderedAt, position }) => ({
        ...data,
        buyInOn: formatDate(buyInOn),
        failingSince: formatDate(failingSince),
        status: 'ORDERED',
        refusal: null,
        orderedAt,
        position,
      }),
    },
    BuyInRecorded: {
      keys: ({ orderId }) => [orderId],
      evolve: (row, { placing: status, refusal = null }, { position }) =>
        row && { ...row, status, refusal, position },
    },
  },
});
