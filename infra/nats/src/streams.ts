import { nanos, RetentionPolicy, StorageType, type NatsConnection, type StreamConfig } from 'nats';

const HOUR_MS = 3_600_000;

/**
 * Every JetStream stream of the platform. JetStream is transport, not truth: each stream can be lost and filled again
 * from the event store.
 */
export const STREAMS: readonly (Partial<StreamConfig> & { readonly name: string })[] = [
  {
    name: 'EVENTS',
    description: 'What changed in the read models, published after commit',
    subjects: ['evt.>'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: 1,
    max_age: nanos(24 * HOUR_MS),
    max_bytes: 1024 * 1024 * 1024,
    duplicate_window: nanos(120_000),
  },
];

/** Key-value buckets: who owns which partition. Lost with JetStream's files, filled again by the next owner. */
const BUCKETS = ['LEASES'] as const;

/** Creates what is missing and updates what differs. @param connection a connection of the `provisioner` user. */
export async function provisionStreams(connection: NatsConnection): Promise<void> {
  const manager = await connection.jetstreamManager();
  for (const stream of STREAMS) {
    const exists = await manager.streams.info(stream.name).then(
      () => true,
      (error: { api_error?: { code?: number } }) => {
        if (error.api_error?.code === 404) return false;
        throw error;
      },
    );
    await (exists ? manager.streams.update(stream.name, stream) : manager.streams.add(stream));
  }
  for (const bucket of BUCKETS)
    await connection.jetstream().views.kv(bucket, { history: 1, storage: StorageType.File });
}
