import { CONTEXTS, TRADING_CONTEXT } from '@bellwether/domain';
import {
  AckPolicy,
  DiscardPolicy,
  nanos,
  RetentionPolicy,
  StorageType,
  type NatsConnection,
  type StreamConfig,
} from 'nats';

const HOUR_MS = 3_600_000;
const MEBIBYTE = 1024 * 1024;

type Stream = Partial<StreamConfig> & { readonly name: string };

/**
 * Every JetStream stream of the platform. JetStream is transport, not truth: each stream can be lost and filled again
 * from the event store. A stream takes exactly the subjects that somebody consumes.
 */
export const streams = (partitions = 1): readonly Stream[] => [
  {
    name: 'EVENTS',
    description: 'What changed in the read models, published after commit',
    subjects: ['evt.>'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: 1,
    max_age: nanos(24 * HOUR_MS),
    max_bytes: 1024 * MEBIBYTE,
    duplicate_window: nanos(120_000),
  },
  {
    name: 'COMMANDS',
    description: 'Durable commands until they are decided',
    subjects: queueConsumers(partitions).map(({ subject }) => subject),
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    num_replicas: 1,
    max_bytes: 1024 * MEBIBYTE,
    max_msg_size: MEBIBYTE,
    // One sender's commands for one destination; a command that nobody takes for a week is decided by nobody any more.
    max_msgs_per_subject: 100_000,
    max_age: nanos(7 * 24 * HOUR_MS),
    // A full queue refuses: what it has taken it keeps.
    discard: DiscardPolicy.New,
    discard_new_per_subject: true,
    duplicate_window: nanos(120_000),
  },
  {
    name: 'READ_AUDIT',
    description: 'Who has looked at customers’ data that is not their own',
    subjects: ['audit.reads'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: 1,
    max_age: nanos(6 * 366 * 24 * HOUR_MS),
    max_bytes: 2_048 * MEBIBYTE,
  },
  {
    name: 'DEAD_LETTERS',
    description: 'Durable commands that cannot be decided, with the reason',
    subjects: ['dlq.>'],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: 1,
    max_age: nanos(30 * 24 * HOUR_MS),
    max_bytes: 256 * MEBIBYTE,
  },
];

/** How long a message of the queue may be under way before it comes again, ms. */
const ACK_WAIT_MS = 30_000;
/** Messages of one consumer that may be under way. */
const ACKS_PENDING_MAX = 256;

/** Each part of the write side takes its own commands off the queue. @param partitions of the trading context. */
function queueConsumers(partitions: number): readonly { name: string; subject: string }[] {
  const trading = Array.from({ length: partitions }, (_, partition) => ({
    name: `trading-${partition}`,
    subject: `cmd.durable.trading.${partition}.*`,
  }));
  const cold = [...CONTEXTS.keys()]
    .filter((context) => context !== TRADING_CONTEXT)
    .map((context) => ({
      name: context,
      subject: `cmd.durable.${context}.*.*`,
    }));
  return [...trading, ...cold];
}

/**
 * Key-value buckets: who owns which partition, what process managers keep, and the sources of market data. Lost with JetStream's
 * files, the first is filled again by the next owner; without the second process managers begin with the first fact, which has no
 * further effect; without the third the sources of market data are to be added again.
 */
const BUCKETS = ['LEASES', 'PROCESSES', 'FEEDS'] as const;

/**
 * Creates what is missing and updates what differs.
 * @param connection a connection of the `provisioner` user.
 * @param partitions trading partitions that take durable commands.
 */
export async function provisionStreams(connection: NatsConnection, partitions = 1): Promise<void> {
  const manager = await connection.jetstreamManager();
  for (const stream of streams(partitions)) {
    const exists = await manager.streams.info(stream.name).then(
      () => true,
      (error: { api_error?: { code?: number } }) => {
        if (error.api_error?.code === 404) return false;
        throw error;
      },
    );
    await (exists ? manager.streams.update(stream.name, stream) : manager.streams.add(stream));
  }
  for (const { name, subject } of queueConsumers(partitions))
    await manager.consumers.add('COMMANDS', {
      durable_name: name,
      filter_subject: subject,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: ACKS_PENDING_MAX,
      max_deliver: -1,
    });
  for (const bucket of BUCKETS)
    await connection.jetstream().views.kv(bucket, { history: 1, storage: StorageType.File });
}
