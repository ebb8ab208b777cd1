import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectPostgres, type Sql } from '@bellwether/platform/postgres';
import { startReadStores, type ReadStores } from '@bellwether/testkit';
import { migrateReadModels, PROJECTIONS } from '../src/index.ts';
import { ReadModels } from '../src/read-model.ts';

/** Postgres and Redis, real, with the read models' tables and nothing that writes them but the test. */
export interface ReadModelStores {
  readonly stores: ReadStores;
  readonly ownerSql: Sql;
  /** As the projector. */
  readonly sql: Sql;
  readonly readerSql: Sql;
  readonly models: ReadModels;
  /** Empties everything, as if nothing had been applied. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

export const TABLES: readonly string[] = PROJECTIONS.map(
  ({ name, version }) => `${name}_v${version}`,
);

export async function startReadModels(): Promise<ReadModelStores> {
  const directory = mkdtempSync(join(tmpdir(), 'bellwether-test-'));
  const stores = await startReadStores(directory);
  await migrateReadModels(stores.ownerUrl);
  // Of the audit log only its owner takes rows away.
  const ownerSql = connectPostgres({ url: stores.ownerUrl, name: 'owner' });
  const sql = connectPostgres({ url: stores.projectorUrl, name: 'test' });
  const readerSql = connectPostgres({ url: stores.readerUrl, name: 'reader' });
  return {
    stores,
    ownerSql,
    sql,
    readerSql,
    models: new ReadModels(readerSql),
    async clear() {
      for (const table of ['change_feed', 'dead_letters', 'audit_heads', ...TABLES])
        await ownerSql.unsafe(`delete from read_models.${table}`);
      await sql`update read_models.checkpoints set position = -1, live = false, facts = 0`;
    },
    async stop() {
      await Promise.all([ownerSql.end(), sql.end(), readerSql.end()]);
      await stores.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
