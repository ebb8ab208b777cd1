import {
  decodeBatch,
  TRADING_BATCH,
  tradingStream,
  type BatchMetadata,
  type JournalEntry,
} from '@bellwether/domain';
import { wholeData } from '@bellwether/platform/event-store';
import { StreamNotFoundError, type ResolvedEvent } from '@eventstore/db-client';
import type { EventStore } from '../runtime/event-store.ts';
import { JournalCorruptError } from './errors.ts';
import { chainHash, EMPTY_JOURNAL, type JournalHead } from './journal.ts';

/** One batch as stored. */
export interface StoredBatch {
  readonly position: bigint;
  readonly revision: bigint;
  readonly entries: readonly JournalEntry[];
  /** The journal's head with this batch. */
  readonly head: JournalHead;
}

/** Reads a partition's journal on from a head, again and again, checking the chain of hashes and sequences. */
export class JournalReader {
  readonly #store: Pick<EventStore, 'readStream'>;
  readonly #stream: string;
  #head: JournalHead;

  /** @param head where to go on; default: from the first batch. */
  constructor(
    store: Pick<EventStore, 'readStream'>,
    partition: number,
    head: JournalHead = EMPTY_JOURNAL,
  ) {
    this.#store = store;
    this.#stream = tradingStream(partition);
    this.#head = head;
  }

  /** The last batch read. */
  get head(): JournalHead {
    return this.#head;
  }

  /**
   * The batches behind the head, to the journal's end as it is now.
   * @throws JournalCorruptError at the first batch that does not follow from the one before it.
   */
  async *read(): AsyncGenerator<StoredBatch> {
    const events = this.#store.readStream(this.#stream, { fromRevision: this.#head.revision + 1n });
    try {
      for await (const resolved of events) yield await this.#batch(resolved);
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
      if (this.#head.revision >= 0n)
        throw new JournalCorruptError(`${this.#stream}: gone behind ${this.#head.revision}`);
    }
  }

  async #batch({ event, commitPosition }: ResolvedEvent): Promise<StoredBatch> {
    const at = `${this.#stream}@${event?.revision}`;
    if (event === undefined || commitPosition === undefined)
      throw new JournalCorruptError(`${at}: the store told no position`);
    if (event.type !== TRADING_BATCH || !(event.data instanceof Uint8Array))
      throw new JournalCorruptError(`${at}: ${event.type} is no trading batch`);
    if (event.revision !== this.#head.revision + 1n)
      throw new JournalCorruptError(`${at}: follows revision ${this.#head.revision}`);
    const metadata = event.metadata as unknown as BatchMetadata;
    const data = await wholeData(this.#store, event.data, metadata.parts);
    if (metadata.hash !== chainHash(this.#head.hash, data))
      throw new JournalCorruptError(`${at}: the chain of hashes is broken`);
    if (BigInt(metadata.firstSequence) !== this.#head.sequence + 1n)
      throw new JournalCorruptError(
        `${at}: starts at ${metadata.firstSequence} after ${this.#head.sequence}`,
      );
    this.#head = {
      revision: event.revision,
      sequence: BigInt(metadata.lastSequence),
      hash: metadata.hash,
    };
    return {
      position: commitPosition,
      revision: event.revision,
      entries: decodeBatch(data, metadata.schema),
      head: this.#head,
    };
  }
}
