import { tradingStream, type BatchMetadata } from '@bellwether/domain';
import { END, StreamNotFoundError } from '@eventstore/db-client';
import type { EventStore } from '../runtime/event-store.ts';

/** Sequence of the last fact that a partition's journal has now; 0 before the first. Reads one event. */
export async function lastSequence(
  store: Pick<EventStore, 'readStream'>,
  partition: number,
): Promise<bigint> {
  let sequence = 0n;
  try {
    for await (const { event } of store.readStream(tradingStream(partition), {
      direction: 'backwards',
      fromRevision: END,
      maxCount: 1,
    }))
      if (event !== undefined)
        sequence = BigInt((event.metadata as unknown as BatchMetadata).lastSequence);
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error;
  }
  return sequence;
}
