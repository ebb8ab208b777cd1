import { NatsError, type KV, type NatsConnection } from 'nats';

/** One key of NATS's key-value store, written by comparing and setting. Revisions rise with every write. */
export interface NatsEntry {
  /** The entry as it is now, `text` empty where it was removed; undefined: there has never been one. */
  read(): Promise<{ readonly text: string; readonly revision: number } | undefined>;
  /** Writes where the entry is still at `revision` (0: where there is none). Returns the new revision, or undefined. */
  write(text: string, revision: number): Promise<number | undefined>;
  /** Removes the entry where it is still at `revision`. */
  remove(revision: number): Promise<void>;
}

/** JetStream's error for a write whose expected sequence is not the last one. */
const WRONG_LAST_SEQUENCE = 10_071;

/**
 * An entry of a bucket that is there already; every call throws NatsError where NATS does not answer.
 * @param bucket declared with the streams under infra/nats.
 */
export async function natsEntry(
  nats: NatsConnection,
  bucket: string,
  key: string,
): Promise<NatsEntry> {
  const entries: KV = await nats.jetstream().views.kv(bucket, { bindOnly: true });
  return {
    async read() {
      const entry = await entries.get(key);
      if (entry === null) return undefined;
      return { text: entry.operation === 'PUT' ? entry.string() : '', revision: entry.revision };
    },
    async write(text, revision) {
      try {
        return await entries.put(key, text, { previousSeq: revision });
      } catch (error) {
        if (isConflict(error)) return undefined;
        throw error;
      }
    },
    async remove(revision) {
      try {
        await entries.delete(key, { previousSeq: revision });
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    },
  };
}

function isConflict(error: unknown): boolean {
  return error instanceof NatsError && error.api_error?.err_code === WRONG_LAST_SEQUENCE;
}
