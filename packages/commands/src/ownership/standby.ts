import type { Logger } from '@bellwether/platform/log';
import { sleep, type Runtime } from '@bellwether/platform/runtime';
import { JournalFencedError } from '../journal/errors.ts';
import { Journal } from '../journal/journal.ts';
import type { PartitionReplica } from '../replica/replica.ts';
import type { EventStore } from '../runtime/event-store.ts';
import type { Lease } from './lease.ts';

export interface StandbyOptions {
  readonly store: EventStore;
  readonly runtime: Runtime;
  readonly partition: number;
  readonly replica: PartitionReplica;
  readonly lease: Lease;
  readonly logger: Logger;
}

/** How often a waiting process reads the journal on, ms. */
const FOLLOW_MS = 100;
/** Races for the journal's end that a new owner may lose to its predecessor's last batches. */
const FENCE_ATTEMPTS = 20;

/**
 * Follows the journal until this process owns the partition, then takes the journal over by a batch of its own: from
 * then on every append of a predecessor fails. Resolves with the journal to go on with, or undefined when `signal`
 * ended the waiting.
 * @throws JournalFencedError when somebody keeps writing. JournalCorruptError.
 */
export async function takeOver(
  options: StandbyOptions,
  signal: AbortSignal,
): Promise<Journal | undefined> {
  const { runtime, replica, lease, logger } = options;
  const acquired = lease.acquire(signal);
  let waiting = true;
  void acquired.finally(() => (waiting = false)).catch(() => undefined);
  while (waiting) {
    try {
      await replica.catchUp();
    } catch (error) {
      if (isDamage(error)) throw error;
      logger.warn({ err: error }, 'standby: the event store does not answer');
    }
    if (waiting) await Promise.race([sleep(runtime, FOLLOW_MS), acquired]);
  }
  return (await acquired) ? fence(options) : undefined;
}

async function fence({ store, runtime, partition, replica }: StandbyOptions): Promise<Journal> {
  for (let attempt = 1; ; attempt++) {
    await replica.catchUp();
    const journal = new Journal(store, runtime, partition, replica.head);
    try {
      await journal.append([]);
      return journal;
    } catch (error) {
      if (!(error instanceof JournalFencedError) || attempt === FENCE_ATTEMPTS) throw error;
    }
  }
}

/** Waiting does not mend a journal that contradicts itself. */
function isDamage(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return (
    code === 'JOURNAL_CORRUPT' ||
    code === 'INVARIANT_VIOLATION' ||
    code === 'UNKNOWN_JOURNAL_SCHEMA'
  );
}
