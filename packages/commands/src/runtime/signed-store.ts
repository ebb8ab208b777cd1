import { invariant } from '@bellwether/domain';
import { signFact, type Signer } from '@bellwether/platform/signing';
import { NO_STREAM, type EventData } from '@eventstore/db-client';
import type { EventStore } from './event-store.ts';

/**
 * A store to whose events the writer sets its signature as they are appended: whatever the write side writes goes through it.
 * Every append must say which revision it expects, as that says which one its events take.
 */
export function signedStore(store: EventStore, signer: Signer): EventStore {
  return {
    readStream: store.readStream.bind(store),
    appendToStream: (stream, events, options) => {
      const expected = options?.expectedRevision;
      invariant(
        expected === NO_STREAM || typeof expected === 'bigint',
        `${stream}: an append must say which revision it expects`,
      );
      const first = expected === NO_STREAM ? 0n : expected + 1n;
      const sign = (event: EventData, index: number): EventData => {
        const revision = first + BigInt(index);
        const placed = { ...event, stream, revision, metadata: metadataOf(event) };
        return { ...event, metadata: signFact(placed, signer) };
      };
      const signed = Array.isArray(events) ? events.map(sign) : sign(events, 0);
      return store.appendToStream(stream, signed as typeof events, options);
    },
  };
}

function metadataOf({ metadata }: EventData): NonNullable<EventData['metadata']> & object {
  invariant(
    typeof metadata === 'object' && !(metadata instanceof Uint8Array),
    'the write side’s events have metadata in JSON',
  );
  return metadata;
}
