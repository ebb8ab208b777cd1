import type { Projection } from '../runtime/projection.ts';
import { accountsProjection } from '../accounts/projection.ts';
import { auditLogProjection } from '../audit/projection.ts';
import { commandOutcomesProjection } from '../command-outcomes/projection.ts';
import { instrumentsProjection } from '../instruments/projection.ts';
import { marketSessionsProjection } from '../sessions/projection.ts';
import { ordersProjection } from '../orders/projection.ts';
import { positionsProjection } from '../positions/projection.ts';
import { tradesProjection } from '../trades/projection.ts';

/** Every projection with a table in Postgres. */
export const PROJECTIONS: readonly Projection[] = [
  instrumentsProjection,
  marketSessionsProjection,
  accountsProjection,
  positionsProjection,
  ordersProjection,
  tradesProjection,
  commandOutcomesProjection,
  auditLogProjection,
];
