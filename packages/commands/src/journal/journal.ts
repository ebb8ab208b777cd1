import { createHash, randomUUID } from 'node:crypto';
import {
  BATCH_SCHEMA,
  encodeBatch,
  TRADING_BATCH,
  tradingStream,
  type BatchMetadata,
  type JournalEntry,
} from '@bellwether/domain';
import {
  binaryEvent,
  NO_STREAM,
  WrongExpectedVersionError,
  type EventStoreDBClient,
} from '@eventstore/db-client';
import { JournalFencedError, JournalUnavailableError } from './errors.ts';

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
  readonly #client: EventStoreDBClient;
  readonly #stream: string;
  #head: JournalHead;

  constructor(client: EventStoreDBClient, partition: number, head: JournalHead) {
    this.#client = client;
    this.#stream = tradingStream(partition);
    this.#head = head;
  }

  get head(): JournalHead {
    return this.#head;
  }

  /**
   * Appends one batch and returns its commit position. When the answer is lost the stream is read back: a batch is
   * never guessed to be stored or not.
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
    const position = await this.#store(data, metadata);
    this.#head = { revision: this.#head.revision + 1n, sequence, hash: metadata.hash };
    return position;
  }

  async #store(data: Uint8Array, metadata: BatchMetadata): Promise<bigint> {
    const id = randomUUID();
    const event = binaryEvent({ id, type: TRADING_BATCH, data, metadata: { ...metadata } });
    const expectedRevision = this.#head.revision < 0n ? NO_STREAM : this.#head.revision;
    const deadline = performance.now() + RESOLVE_TIMEOUT_MS;
    for (let delay = RETRY_DELAY_MS; ; delay = Math.min(delay * 2, RETRY_DELAY_MAX_MS)) {
      try {
        const result = await this.#client.appendToStream(this.#stream, event, { expectedRevision });
        if (result.position !== undefined) return result.position.commit;
        return await this.#readBack(id);
      } catch (error) {
        if (error instanceof JournalFencedError) throw error;
        // A conflict after a lost answer may be our own batch.
        if (error instanceof WrongExpectedVersionError) return await this.#readBack(id);
        if (performance.now() > deadline)
          throw new JournalUnavailableError(`${this.#stream}: no answer from the event store`, {
            cause: error,
          });
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  /** The position of the batch that follows our head, if it is ours. */
  async #readBack(id: string): Promise<bigint> {
    const fromRevision = this.#head.revision + 1n;
    const events = this.#client.readStream(this.#stream, { fromRevision, maxCount: 1 });
    let position: bigint | undefined;
    for await (const { event, commitPosition } of events)
      if (event?.id === id) position = commitPosition;
    if (position !== undefined) return position;
    throw new JournalFencedError(
      `${this.#stream}: another writer has appended at revision ${fromRevision}`,
    );
  }
}
