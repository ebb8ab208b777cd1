import { CorruptIndexError } from '../index/table-file.ts';
import { newManifest, readManifest, writeManifest, type Manifest } from '../index/manifest.ts';
import { StreamIndex } from '../index/stream-index.ts';
import { ForwardCursor } from '../log/cursor.ts';
import { diskVolume } from '../log/disk-volume.ts';
import { CorruptLogError } from '../log/errors.ts';
import { EventLog } from '../log/event-log.ts';
import { forEachRecord, readRecord, type FrameHeader } from '../log/frame.ts';
import { lockDirectory } from '../log/lock.ts';
import { memoryVolume } from '../log/memory-volume.ts';
import { RecordReader } from '../log/record-reader.ts';
import type { Volume } from '../log/volume.ts';
import { AllBackward, AllForward } from './all-read.ts';
import type { AppendReply, AppendRequest, AppendResult } from './append.ts';
import { commitOf, type Commit } from './commit-feed.ts';
import { TOMBSTONE_REVISION, type ProposedEvent, type StoredEvent } from '../event/event.ts';
import type { EventFilter } from './filter.ts';
import { RecentIds } from './recent-ids.ts';
import {
  readBackward,
  readForward,
  readWindow,
  streamStatus,
  type ReadWindow,
  type StreamSlice,
} from './stream-read.ts';
import { StreamStates, type StreamState } from './stream-state.ts';
import { Writer } from './writer.ts';

export interface StoreOptions {
  /** Directory of the database; undefined keeps everything in memory. */
  readonly directory: string | undefined;
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
  readonly segmentBytes: number;
  /** Entries of the index kept in memory before they go to disk; default 64 Ki. */
  readonly memtableEntries?: number;
  /** Hears of what the store survived: a cut tail, a rebuilt index, a table that could not be written. */
  readonly report: (problem: unknown) => void;
}

/** Streams, `$all` and the order of all appends: everything EventStoreDB promises about events, without a network. */
export class EventStore {
  readonly log: EventLog;
  readonly index: StreamIndex;
  readonly databaseId: string;
  private readonly states: StreamStates;
  private readonly records: RecordReader;
  private readonly writer: Writer;
  private readonly options: StoreOptions;
  private readonly unlock: () => void;
  private readonly listeners = new Set<(commit: Commit) => void>();

  /** @throws CorruptLogError, DirectoryLockedError */
  static async open(options: StoreOptions): Promise<EventStore> {
    const { directory } = options;
    const volume = directory === undefined ? memoryVolume() : diskVolume(directory);
    const unlock = directory === undefined ? () => {} : lockDirectory(directory);
    try {
      return await EventStore.openLocked(options, volume, unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  private static async openLocked(
    options: StoreOptions,
    volume: Volume,
    unlock: () => void,
  ): Promise<EventStore> {
    const manifest = readManifest(volume) ?? newManifest();
    if (volume.readAll('MANIFEST') === undefined) writeManifest(volume, manifest);
    const log = await EventLog.open({ volume, segmentBytes: options.segmentBytes }, () => {});
    if (log.tornBytes > 0)
      options.report(`cut ${log.tornBytes} bytes of an unfinished append off the end of the log`);
    const index = openIndex(volume, manifest, log, options);
    index.onError = options.report;
    const recentIds = new RecentIds();
    await replay(log, index, recentIds);
    return new EventStore(options, log, index, recentIds, manifest.databaseId, unlock);
  }

  private constructor(
    options: StoreOptions,
    log: EventLog,
    index: StreamIndex,
    recentIds: RecentIds,
    databaseId: string,
    unlock: () => void,
  ) {
    this.options = options;
    this.log = log;
    this.index = index;
    this.databaseId = databaseId;
    this.unlock = unlock;
    this.records = new RecordReader(log);
    this.states = new StreamStates(index, this.records);
    const { states, records } = this;
    this.writer = new Writer({ log, index, states, recentIds, records, now: options.now });
    log.onCommitted((committed) => {
      index.advance(log.end, log.durableEnd);
      this.writer.wake(log.durableEnd);
      if (this.listeners.size === 0) return;
      const commit = commitOf(committed);
      for (const listener of this.listeners) {
        try {
          listener(commit);
        } catch (error) {
          options.report(error);
        }
      }
    });
    log.onRolledBack = () => {
      index.removeFrom(log.durableEnd);
      states.clear();
      queueMicrotask(() => this.writer.wake(Infinity));
    };
  }

  now(): number {
    return this.options.now();
  }

  append(request: AppendRequest, reply: AppendReply): void {
    this.writer.append(request, this.guarded(reply));
  }

  /** Appends events of the server's own; resolves when they are durable or were refused. */
  write(stream: string, expected: number, events: readonly ProposedEvent[]): Promise<AppendResult> {
    return new Promise((resolve) => this.append({ stream, expected, events }, resolve));
  }

  /** The last readable event of a stream. */
  readLast(stream: string): StoredEvent | undefined {
    const state = this.stream(stream);
    if (streamStatus(state) !== 'exists') return undefined;
    return this.readBackward(this.records, state, Number.MAX_SAFE_INTEGER, 1).events[0];
  }

  delete(stream: string, expected: number, reply: AppendReply): void {
    this.writer.delete(stream, expected, this.guarded(reply));
  }

  tombstone(stream: string, expected: number, reply: AppendReply): void {
    this.writer.tombstone(stream, expected, this.guarded(reply));
  }

  stream(name: string): StreamState {
    return this.states.get(name);
  }

  /** A reader to pass to `readForward` and `readBackward`; one for each run through a stream. */
  recordReader(): RecordReader {
    return new RecordReader(this.log);
  }

  readForward(reader: RecordReader, state: StreamState, from: number, limit: number): StreamSlice {
    return readForward(this.readParts, reader, state, from, limit);
  }

  readBackward(reader: RecordReader, state: StreamState, from: number, limit: number): StreamSlice {
    return readBackward(this.readParts, reader, state, from, limit);
  }

  /** What of a stream can be read now. */
  window(state: StreamState): ReadWindow {
    return readWindow(this.readParts, this.records, state);
  }

  allForward(from: number, filter?: EventFilter): AllForward {
    return new AllForward(this.log, from, filter);
  }

  allBackward(before: number, filter?: EventFilter): AllBackward {
    return new AllBackward(this.log, before, filter);
  }

  /** Calls `listener` after each durable write, in order. */
  onCommitted(listener: (commit: Commit) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    await this.log.close();
    await this.index.close();
    this.unlock();
  }

  /** A reply that goes wrong is the matter of one caller: the group commit that told it goes on. */
  private guarded(reply: AppendReply): AppendReply {
    return (result) => {
      try {
        reply(result);
      } catch (error) {
        this.options.report(error);
      }
    };
  }

  private get readParts(): { log: EventLog; index: StreamIndex; now: () => number } {
    return { log: this.log, index: this.index, now: this.options.now };
  }
}

/** Opens the index; one that is damaged or does not fit the log is rebuilt from it. */
function openIndex(
  volume: Volume,
  manifest: Manifest,
  log: EventLog,
  { report, memtableEntries }: StoreOptions,
): StreamIndex {
  try {
    const index = new StreamIndex(volume, manifest, log.start, memtableEntries);
    if (index.indexedEnd > log.durableEnd)
      throw new CorruptLogError(log.durableEnd, `events up to ${index.indexedEnd} are missing`);
    return index;
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!(error instanceof CorruptIndexError) && !isMissing) throw error;
    report(error);
    const empty = { ...manifest, tables: [] };
    writeManifest(volume, empty);
    return new StreamIndex(volume, empty, log.start, memtableEntries);
  }
}

/** Brings the index up to the end of the log, and the ids of the most recent events back into memory. */
async function replay(log: EventLog, index: StreamIndex, recentIds: RecentIds): Promise<void> {
  const indexed = index.indexedEnd;
  const from = Math.max(log.start, index.newestTableFrom);
  const cursor = new ForwardCursor(log, from);
  for (let frame = cursor.next(); frame !== undefined; frame = cursor.next()) {
    const { header, buffer } = frame;
    if (header.end <= from) continue;
    addFrame(index.keyOf(header.stream), header, buffer, index, recentIds, indexed);
    if (header.end <= indexed) continue;
    index.advance(header.end, log.durableEnd);
    // A rebuilt index can be large: what is in memory waits for what is being written.
    if (index.waitingTables > 2) await index.settled();
  }
}

function addFrame(
  key: string,
  header: FrameHeader,
  buffer: Buffer,
  index: StreamIndex,
  recentIds: RecentIds,
  indexed: number,
): void {
  forEachRecord(buffer, header, (offset, position) => {
    const { id, revision } = readRecord(buffer, offset, header.stream, position);
    if (position >= indexed) index.add(key, revision, position);
    if (revision !== TOMBSTONE_REVISION) recentIds.add(id, key, revision);
  });
}
