import type { Projection } from '../../runtime/projection.ts';
import { executionsTable } from './executions.ts';
import { factsTable } from './facts.ts';
import { orderEventsTable } from './order-events.ts';
import { tapeTable } from './trades.ts';

/** Every projection with a table in ClickHouse. */
export const CLICKHOUSE_PROJECTIONS: readonly Projection[] = [
  factsTable,
  tapeTable,
  executionsTable,
  orderEventsTable,
];
