import { natsEntry } from '@bellwether/platform/nats';
import type { NatsConnection } from 'nats';
import type { LeaseKey } from './lease-key.ts';

/** Bucket of the leases; declared with the streams under infra/nats. */
const BUCKET = 'LEASES';

/**
 * A lease in NATS's key-value store.
 * @param key `partition.<n>`, or the name of a service.
 * @throws NatsError where NATS does not answer.
 */
export async function natsLeaseKey(nats: NatsConnection, key: string): Promise<LeaseKey> {
  const entry = await natsEntry(nats, BUCKET, key);
  return {
    async read() {
      const found = await entry.read();
      return found && { owner: found.text, revision: found.revision };
    },
    write: (owner, revision) => entry.write(owner, revision),
    remove: (revision) => entry.remove(revision),
  };
}
