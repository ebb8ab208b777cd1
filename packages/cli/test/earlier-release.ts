import { addressesOf, loadSecrets, localSettings } from '@bellwether/local';
import { connectPostgres } from '@bellwether/platform';
import { migrateReadModels } from '@bellwether/projections';

/** Makes a running installation look as if an earlier release had filled it: its instruments are of version 0. */
export async function pretendEarlierRelease(directory: string, port: number): Promise<void> {
  const settings = localSettings({ BELLWETHER_DATA: directory, BELLWETHER_PORT: `${port}` });
  const { databaseOwner } = addressesOf(settings, loadSecrets(directory));
  const owner = connectPostgres({ url: databaseOwner, name: 'test' });
  await owner.begin(async (sql) => {
    await sql`update read_models.checkpoints set name = 'instruments@0', version = 0 where name = 'instruments@1'`;
    await sql`alter table read_models.instruments_v1 rename to instruments_v0`;
    await sql`create table read_models.instruments_v1 (like read_models.instruments_v0 including all)`;
  });
  await owner.end();
  // As a start of this release does: the new table gets its rights.
  await migrateReadModels(databaseOwner);
}
