import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectClickHouse, type ClickHouseClient } from '@bellwether/platform/click-house';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { startReadStores, startTestClickHouse } from '@bellwether/testkit';
import { migrateReadModels } from '../src/index.ts';

/** ClickHouse and the Postgres that its ledger is in, real, and nothing that writes them but the test. */
export interface AnalyticsStores {
  /** Postgres as the projector. */
  readonly sql: Sql;
  /** ClickHouse as the projector. */
  readonly client: ClickHouseClient;
  /** ClickHouse as whoever asks. */
  readonly analyst: ClickHouseClient;
  stop(): Promise<void>;
}

export async function startAnalytics(): Promise<AnalyticsStores> {
  const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));
  const [stores, house] = await Promise.all([
    startReadStores(directory),
    startTestClickHouse(directory),
  ]);
  await migrateReadModels(stores.ownerUrl);
  const sql = connectPostgres({ url: stores.projectorUrl, name: 'test' });
  const client = connectClickHouse(house.projectionsUrl, 'test');
  const analyst = connectClickHouse(house.analystUrl, 'test');
  return {
    sql,
    client,
    analyst,
    async stop() {
      await Promise.all([sql.end(), client.close(), analyst.close()]);
      await Promise.all([stores.stop(), house.stop()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
