import type { JournalHead } from '../journal/journal.ts';
import { openReplica } from './open-replica.ts';
import type { EventStore } from '../runtime/event-store.ts';
import type { Snapshots } from './snapshots.ts';

/**
 * Brings the newest snapshot up to the journal's end, and keeps it where that was worth it.
 * @param everyFacts facts behind the newest snapshot that are worth another one.
 * @returns the head of the newest snapshot.
 */
export async function takeSnapshot(
  store: Pick<EventStore, 'readStream'>,
  partition: number,
  snapshots: Snapshots,
  everyFacts: number,
): Promise<JournalHead> {
  const replica = await openReplica(store, partition, snapshots);
  const before = replica.head;
  await replica.catchUp();
  if (replica.head.sequence - before.sequence < BigInt(everyFacts)) return before;
  await snapshots.save(replica);
  return replica.head;
}
