import type { StreamIndex } from '../index/stream-index.ts';
import type { RecordReader } from '../log/record-reader.ts';
import { TOMBSTONE_REVISION } from '../event/event.ts';
import {
  METASTREAM_METADATA,
  NO_METADATA,
  isMetastream,
  metastreamOf,
  parseStreamMetadata,
  type StreamMetadata,
} from './stream-metadata.ts';

/** A stream's end and metadata, once as accepted (for writers) and once as durable (for readers). */
export interface StreamEnd {
  /** Last revision, -1 where there is none; below a tombstone it does not matter. */
  last: number;
  tombstoned: boolean;
  metadata: StreamMetadata;
  /** Last revision of the metadata stream. */
  metadataRevision: number;
}

export interface StreamState {
  readonly name: string;
  readonly nameBytes: Buffer;
  readonly key: string;
  readonly accepted: StreamEnd;
  readonly durable: StreamEnd;
  /** Appends that are not durable yet; such a state must stay in memory. */
  pending: number;
}

const STATES_PER_GENERATION = 32 * 1024;

/** States of the streams used last, in two generations; everything else is looked up in the index again. */
export class StreamStates {
  private recent = new Map<string, StreamState>();
  private older = new Map<string, StreamState>();
  private readonly index: StreamIndex;
  private readonly records: RecordReader;

  constructor(index: StreamIndex, records: RecordReader) {
    this.index = index;
    this.records = records;
  }

  get(name: string): StreamState {
    const known = this.recent.get(name);
    if (known !== undefined) return known;
    const state = this.older.get(name) ?? this.load(name);
    this.recent.set(name, state);
    if (this.recent.size >= STATES_PER_GENERATION) this.turn();
    return state;
  }

  /** The state if it is in memory. */
  peek(name: string): StreamState | undefined {
    return this.recent.get(name) ?? this.older.get(name);
  }

  /** Forgets everything, after accepted appends turned out not to be durable. */
  clear(): void {
    this.recent.clear();
    this.older.clear();
  }

  private turn(): void {
    const kept = [...this.older.values()].filter((state) => state.pending > 0);
    this.older = this.recent;
    this.recent = new Map(kept.map((state) => [state.name, state]));
  }

  private load(name: string): StreamState {
    const key = this.index.keyOf(name);
    const end = this.end(name, key);
    return {
      name,
      nameBytes: Buffer.from(name),
      key,
      accepted: end,
      durable: { ...end },
      pending: 0,
    };
  }

  private end(name: string, key: string): StreamEnd {
    const latest = this.index.latest(key);
    const tombstoned = latest?.revision === TOMBSTONE_REVISION;
    const last = tombstoned ? -1 : (latest?.revision ?? -1);
    if (isMetastream(name))
      return { last, tombstoned, metadata: METASTREAM_METADATA, metadataRevision: -1 };
    const metastream = metastreamOf(name);
    const entry = this.index.latest(this.index.keyOf(metastream));
    if (entry === undefined || entry.revision === TOMBSTONE_REVISION)
      return { last, tombstoned, metadata: NO_METADATA, metadataRevision: -1 };
    const metadata = parseStreamMetadata(this.records.read(metastream, entry.position));
    return { last, tombstoned, metadata, metadataRevision: entry.revision };
  }
}
