import { NatsError, type KV, type NatsConnection } from 'nats';
import type { LeaseKey } from './lease-key.ts';

/** Bucket of the leases; declared with the streams under infra/nats. */
const BUCKET = 'LEASES';
/** JetStream's error for a write whose expected sequence is not the last one. */
const WRONG_LAST_SEQUENCE = 10_071;

/**
 * A lease in NATS's key-value store.
 * @param key `partition.<n>`, or the name of a service.
 * @throws NatsError where NATS does not answer.
 */
export async function natsLeaseKey(nats: NatsConnection, key: string): Promise<LeaseKey> {
  const bucket: KV = await nats.jetstream().views.kv(BUCKET, { bindOnly: true });
  return {
    async read() {
      const entry = await bucket.get(key);
      if (entry === null) return undefined;
      return { owner: entry.operation === 'PUT' ? entry.string() : '', revision: entry.revision };
    },
    async write(owner, revision) {
      try {
        return await bucket.put(key, owner, { previousSeq: revision });
      } catch (error) {
        if (isConflict(error)) return undefined;
        throw error;
      }
    },
    async remove(revision) {
      try {
        await bucket.delete(key, { previousSeq: revision });
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    },
  };
}

function isConflict(error: unknown): boolean {
  return error instanceof NatsError && error.api_error?.err_code === WRONG_LAST_SEQUENCE;
}
