import { CLICKHOUSE_PROJECTIONS } from '../capabilities/capabilities.ts';
import type { Projection } from '../runtime/projection.ts';
import type { ClickHouseTable } from '../runtime/click-house-table.ts';
import { executionsTable } from '../market-data/executions.ts';
import { quotesTable } from '../market-data/quotes.ts';

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
