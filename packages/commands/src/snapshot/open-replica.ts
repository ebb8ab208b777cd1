import { tradingStream } from '@bellwether/domain';
import { StreamNotFoundError } from '@eventstore/db-client';
import type { JournalHead } from '../journal/journal.ts';
import { lastSequence } from '../journal/last-sequence.ts';
import { PartitionReplica } from '../replica/replica.ts';
import type { EventStore } from '../runtime/event-store.ts';
import type { Snapshots } from './snapshots.ts';
import type { Recovery } from '../replica/recovery.ts';

/**
 * A replica on the newest snapshot that fits the journal, or on nothing: the one way in which every start begins, after
 * a crash or not.
 * @param recovery is told where the journal ends, and of the snapshot.
 */
export async function openReplica(
  store: Pick<EventStore, 'readStream'>,
  partition: number,
  snapshots: Snapshots | undefined,
  recovery?: Recovery,
): Promise<PartitionReplica> {
  recovery?.begin(await lastSequence(store, partition));
  const load = async () => snapshots?.latest(({ head }) => holds(store, partition, head));
  const from = await (recovery === undefined ? load() : recovery.timedAsync('snapshot', load));
  return new PartitionReplica(store, partition, from);
}

/** Whether the journal has the very batch that is its head in the snapshot: a store may have been put back. */
async function holds(
  store: Pick<EventStore, 'readStream'>,
  partition: number,
  head: JournalHead,
): Promise<boolean> {
  let found = false;
  try {
    for await (const { event } of store.readStream(tradingStream(partition), {
      fromRevision: head.revision,
      maxCount: 1,
    }))
      found = (event?.metadata as { hash?: string } | undefined)?.hash === head.hash;
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return found;
}
