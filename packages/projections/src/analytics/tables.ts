import type { Projection } from '../runtime/projection.ts';
import type { ClickHouseTable } from '../stores/clickhouse/table.ts';
import { executionsTable } from '../trades/executions.ts';
import { factsTable } from '../audit/facts.ts';
import { orderEventsTable } from '../orders/order-events.ts';
import { quotesTable } from '../market-data/quotes.ts';
import { tapeTable } from '../trades/tape.ts';

/** Projections with a table in ClickHouse: rows that follow from one fact. */
export const CLICKHOUSE_PROJECTIONS: readonly Projection[] = [
  factsTable,
  tapeTable,
  orderEventsTable,
];

/** Every table that rows are written to; those that books tell come last. */
export const TABLES: readonly ClickHouseTable<never>[] = [
  ...CLICKHOUSE_PROJECTIONS.map((projection) => tableOf(projection)),
  executionsTable,
  quotesTable,
];

/** @throws TypeError for a projection that is no log in ClickHouse. */
export function tableOf({
  name,
  grain,
  tables,
}: Projection): ClickHouseTable<Record<string, unknown>> {
  if (tables.clickHouse === undefined || grain !== 'log')
    throw new TypeError(`${name} has no log in ClickHouse`);
  return tables.clickHouse;
}
