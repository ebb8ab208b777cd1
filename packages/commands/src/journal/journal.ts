import { createHash } from 'node:crypto';
import {
  BATCH_SCHEMA,
  encodeBatch,
  TRADING_BATCH,
  tradingStream,
  type BatchMetadata,
  type JournalEntry,
} from '@bellwether/domain';
import { sleep, type Runtime } from '@bellwether/platform/runtime';
import {
  binaryEvent,
  NO_STREAM,
  WrongExpectedVersionError,
  type EventData,
} from '@eventstore/db-client';
import type { EventStore } from '../runtime/event-store.ts';
import { JournalFencedError, JournalUnavailableError } from './errors.ts';
import { APPEND_BYTES_MAX, partEvents, partsStream, splitBytes } from './parts.ts';

/** Where a journal stands: what the next append builds on. */
export interface JournalHead {
  /** Revision of the last batch; -1 before the first. */
  readonly revision: bigint;
  /** Sequence of the last fact; 0 before the first. */
  readonly sequence: bigint;
  readonly hash: string;
}

export const EMPTY_JOURNAL: JournalHead = { revision: -1n, sequence: 0n, hash: '' };

/** How long an append whose outcome is unknown is resolved before the writer gives up, ms. */
const RESOLVE_TIMEOUT_MS = 30_000;
const RETRY_DELAY_MS = 100;
const RETRY_DELAY_MAX_MS = 2_000;

/** The next hash of the chain. */
export function chainHash(previous: string, data: Uint8Array): string {
  return createHash('sha256').update(previous).update(data).digest('hex');
}

/** Appends batches to a partition's journal. One writer: the expected revision fences out every other. */
export class Journal {
  readonly #store: EventStore;
  readonly #runtime: Runtime;
  readonly #stream: string;
  #head: JournalHead;

  constructor(store: EventStore, runtime: Runtime, partition: number, head: JournalHead) {
    this.#store = store;
    this.#runtime = runtime;
    this.#stream = tradingStream(partition);
    this.#head = head;
  }

  get head(): JournalHead {
    return this.#head;
  }

  /**
   * Appends one batch and returns its commit position. When the answer is lost the stream is read back: a batch is
   * never guessed to be stored or not. No entries: a batch that only says that its writer owns the journal now.
   * @throws JournalFencedError when somebody else has written: this writer's state is void.
   * @throws JournalUnavailableError when the store stays away.
   */
  async append(entries: readonly JournalEntry[]): Promise<bigint> {
    const data = encodeBatch(entries);
    const counts: Record<string, number> = {};
    let facts = 0;
    for (const entry of entries) {
      for (const fact of entry.facts) counts[fact.type] = (counts[fact.type] ?? 0) + 1;
      facts += entry.facts.length;
    }
    const sequence = this.#head.sequence + BigInt(facts);
    const metadata: BatchMetadata = {
      schema: BATCH_SCHEMA,
      firstSequence: `${this.#head.sequence + 1n}`,
      lastSequence: `${sequence}`,
      facts: counts,
      hash: chainHash(this.#head.hash, data),
    };
    const position =
      data.length <= APPEND_BYTES_MAX
        ? await this.#appendBatch(data, metadata)
        : await this.#appendInParts(data, metadata);
    this.#head = { revision: this.#head.revision + 1n, sequence, hash: metadata.hash };
    return position;
  }

  /** The parts first, in a stream of their own, where they mean nothing until the batch in the journal names them. */
  async #appendInParts(data: Uint8Array, metadata: BatchMetadata): Promise<bigint> {
    const id = this.#runtime.newId();
    const stream = partsStream(this.#stream, id);
    const [last = data, ...parts] = splitBytes(data).toReversed();
    for (const [index, event] of partEvents(parts.toReversed(), id).entries())
      await this.#storeOne(stream, event, index === 0 ? NO_STREAM : BigInt(index - 1));
    return this.#appendBatch(last, { ...metadata, parts: stream });
  }

  #appendBatch(data: Uint8Array, metadata: BatchMetadata): Promise<bigint> {
    const id = this.#runtime.newId();
    const event = binaryEvent({ id, type: TRADING_BATCH, data, metadata: { ...metadata } });
    const { revision } = this.#head;
    return this.#storeOne(this.#stream, event, revision < 0n ? NO_STREAM : revision);
  }

  async #storeOne(
    stream: string,
    event: EventData,
    expectedRevision: bigint | typeof NO_STREAM,
  ): Promise<bigint> {
    const revision = expectedRevision === NO_STREAM ? 0n : expectedRevision + 1n;
    const deadline = this.#runtime.monotonicMs() + RESOLVE_TIMEOUT_MS;
    for (let delay = RETRY_DELAY_MS; ; delay = Math.min(delay * 2, RETRY_DELAY_MAX_MS)) {
      try {
        const result = await this.#store.appendToStream(stream, event, { expectedRevision });
        if (result.position !== undefined) return result.position.commit;
        return await this.#readBack(stream, revision, event.id);
      } catch (error) {
        if (error instanceof JournalFencedError) throw error;
        try {
          // A conflict after a lost answer may be our own batch.
          if (error instanceof WrongExpectedVersionError)
            return await this.#readBack(stream, revision, event.id);
        } catch (readError) {
          if (readError instanceof JournalFencedError) throw readError;
        }
        if (this.#runtime.monotonicMs() > deadline)
          throw new JournalUnavailableError(`${stream}: no answer from the event store`, {
            cause: error,
          });
        await sleep(this.#runtime, delay);
      }
    }
  }

  /** The position of the event at `revision`, if it is ours. */
  async #readBack(stream: string, revision: bigint, id: string): Promise<bigint> {
    let position: bigint | undefined;
    for await (const { event, commitPosition } of this.#store.readStream(stream, {
      fromRevision: revision,
      maxCount: 1,
    }))
      if (event?.id === id) position = commitPosition;
    if (position !== undefined) return position;
    throw new JournalFencedError(`${stream}: another writer has appended at revision ${revision}`);
  }
}
