import {
  decodeBatch,
  tradingStream,
  type BatchMetadata,
  type FollowedFact,
  type HandOverFact,
} from '@bellwether/domain';
import { wholeData } from '@bellwether/platform/event-store';
import type { ResolvedEvent } from '@eventstore/db-client';
import { JournalCorruptError } from '../journal/errors.ts';
import type { EventStore } from '../runtime/event-store.ts';

type Store = Pick<EventStore, 'readStream'>;
type HandedOver = Extract<FollowedFact, { type: 'InstrumentHandedOver' }>['data'];

/**
 * What left another partition with an instrument, as that partition's journal has it. The batch may hold another
 * instrument's move under the same id.
 * @param handedOver whose `sequence` is that of its first fact.
 * @throws JournalCorruptError when it is not there; errors of the store's client where the store does not answer.
 */
export async function readHandOver(
  store: Store,
  { fromPartition, instrumentId, moveId, sequence }: HandedOver,
): Promise<readonly HandOverFact[]> {
  const { event } = await batchWith(store, fromPartition, sequence);
  const { parts, schema } = metadataOf(event);
  const data = await wholeData(store, event?.data as Uint8Array, parts);
  const facts = decodeBatch(data, schema).flatMap((entry) => entry.facts);
  return facts.filter(
    (fact): fact is HandOverFact =>
      (fact.type === 'InstrumentMovedOut' ||
        fact.type === 'PositionMovedOut' ||
        fact.type === 'OrderMovedOut') &&
      fact.data.instrumentId === instrumentId &&
      fact.data.moveId === moveId,
  );
}

/** The batch that holds a sequence: looked for by halves, as batches are of any size. */
async function batchWith(
  store: Store,
  partition: number,
  sequence: bigint,
): Promise<ResolvedEvent> {
  const stream = tradingStream(partition);
  const at = async (revision: bigint): Promise<ResolvedEvent | undefined> => {
    let found: ResolvedEvent | undefined;
    for await (const resolved of store.readStream(stream, { fromRevision: revision, maxCount: 1 }))
      found = resolved;
    return found;
  };
  let low = 0n;
  // Every batch but those of new owners has a fact: twice as far until it is passed.
  let high = 1n;
  for (;;) {
    const batch = await at(high);
    if (batch === undefined || BigInt(metadataOf(batch.event).lastSequence) >= sequence) break;
    [low, high] = [high + 1n, high * 2n];
  }
  while (low <= high) {
    const middle = (low + high) / 2n;
    const batch = await at(middle);
    if (batch === undefined) high = middle - 1n;
    else {
      const { firstSequence, lastSequence } = metadataOf(batch.event);
      if (BigInt(lastSequence) < sequence) low = middle + 1n;
      else if (BigInt(firstSequence) > sequence) high = middle - 1n;
      else return batch;
    }
  }
  throw new JournalCorruptError(`${stream}: no batch has sequence ${sequence}`);
}

function metadataOf(event: ResolvedEvent['event']): BatchMetadata {
  return event?.metadata as unknown as BatchMetadata;
}
