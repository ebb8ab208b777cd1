import { addressesOf, loadSecrets, localSettings } from '@bellwether/local';
import { connectPostgres } from '@bellwether/platform/postgres';

/** Makes a running installation look as if an earlier release had filled it: its instruments are of version 0. */
export async function pretendEarlierRelease(directory: string, port: number): Promise<void> {
  const settings = localSettings({ BELLWETHER_DATA: directory, BELLWETHER_PORT: `${port}` });
  const { databaseOwner } = addressesOf(settings, loadSecrets(directory));
  const owner = connectPostgres({ url: databaseOwner, name: 'test' });
  await owner.begin(async (sql) => {
    await sql`update read_models.checkpoints set name = 'instruments@0', version = 0 where name = 'instruments@1'`;
    await sql`alter table read_models.instruments_v1 rename to instruments_v0`;
    // Names of indexes follow from the table's.
    for (const index of ['pkey', 'symbol'])
      await sql.unsafe(
        `alter index read_models.instruments_v1_${index} rename to instruments_v0_${index}`,
      );
  });
  await owner.end();
}
