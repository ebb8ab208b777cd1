import { CatFold, catKeyOf, type CatRecord, type Firm } from '@bellwether/domain';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { readLog } from '../../runtime/read-log.ts';

/**
 * Reportable events of an Eastern day (`20261120`), in the order of the log, which is read from its beginning: an event names
 * orders of earlier days.
 * @param position commit position of the last fact that counts.
 */
export async function catDayRecords(
  client: EventStoreDBClient,
  firm: Firm,
  day: string,
  position: bigint,
): Promise<{ readonly records: readonly CatRecord[]; readonly keys: ReadonlySet<string> }> {
  const fold = new CatFold(firm);
  const records: CatRecord[] = [];
  const keys = new Set<string>();
  for await (const facts of readLog(client, -1n, position))
    for (const placed of facts)
      for (const record of fold.add(placed)) {
        if (record.day === day) records.push(record);
        const key = record.day < day ? catKeyOf(record.type, record.body) : undefined;
        if (key !== undefined) keys.add(key);
      }
  return { records, keys };
}
