import type { EventStoreDBClient } from '@eventstore/db-client';

/**
 * The whole data of an event whose beginning was too large for one append: what its parts hold, in their order, and its
 * own bytes behind.
 * @param parts stream of the parts; undefined: the event has all its data itself.
 */
export async function wholeData(
  client: Pick<EventStoreDBClient, 'readStream'>,
  data: Uint8Array,
  parts: string | undefined,
): Promise<Uint8Array> {
  if (parts === undefined) return data;
  const pieces: Uint8Array[] = [];
  for await (const { event } of client.readStream(parts))
    if (event?.data instanceof Uint8Array) pieces.push(event.data);
  return Buffer.concat([...pieces, data]);
}
