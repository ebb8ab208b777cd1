import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readManifest, writeManifest } from '../index/manifest.ts';
import { diskVolume } from '../log/disk-volume.ts';
import {
  forEachRecord,
  readFrameHeader,
  readRecord,
  withRecords,
  type FrameHeader,
} from '../log/frame.ts';
import { Segment, segmentName } from '../log/segment.ts';
import { TOMBSTONE_REVISION, type StoredEvent } from '../event/event.ts';
import { EventStore, type StoreOptions } from '../store/event-store.ts';
import { isMetastream, originalStreamOf } from '../store/stream-metadata.ts';

export interface ScavengeResult {
  readonly segments: number;
  readonly eventsRemoved: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

const SUFFIX = '.scavenged';

/**
 * Frees the space of events that nobody can read any more: deleted, truncated or expired ones. Runs on a stopped database. Positions stay
 * as they are, and the last event of a stream always stays, because its revision is the stream's. The file being written is left alone.
 * A crash half-way is harmless: each file is replaced as a whole, and the index is rebuilt at the next start.
 * @throws DirectoryLockedError, CorruptLogError
 */
export async function scavenge(
  options: StoreOptions & { readonly directory: string },
): Promise<ScavengeResult> {
  const { directory } = options;
  let store = await EventStore.open(options);
  const volume = diskVolume(directory);
  const bytesBefore = bytesOf(store);
  let segments = 0;
  let eventsRemoved = 0;
  const replacements: string[] = [];
  for (const segment of store.log.segments.slice(0, -1)) {
    const name = segmentName(segment.base);
    const compacted = await Segment.create(volume, segment.base, `${name}${SUFFIX}`);
    const removed = await copyReadable(store, segment, compacted);
    compacted.close();
    if (removed === 0) volume.remove(`${name}${SUFFIX}`);
    else {
      replacements.push(name);
      segments++;
      eventsRemoved += removed;
    }
  }
  await store.close();
  if (replacements.length > 0) {
    writeManifest(volume, { ...readManifest(volume)!, tables: [] });
    for (const name of replacements)
      renameSync(join(directory, `${name}${SUFFIX}`), join(directory, name));
  }
  store = await EventStore.open(options);
  const bytesAfter = bytesOf(store);
  await store.index.settled();
  await store.close();
  return { segments, eventsRemoved, bytesBefore, bytesAfter };
}

const bytesOf = (store: EventStore): number =>
  store.log.segments.reduce((sum, segment) => sum + segment.endOffset, 0);

const CHUNK_BYTES = 4 * 1024 * 1024;

/** Copies what can still be read; returns how many events were left out. */
async function copyReadable(store: EventStore, from: Segment, to: Segment): Promise<number> {
  let removed = 0;
  let pending: Buffer[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (bytes > 0) await to.file.append(Buffer.concat(pending));
    pending = [];
    bytes = 0;
  };
  for (let block = 0; block < from.blocks; block++) {
    const start = from.blockOffset(block);
    const end = block + 1 < from.blocks ? from.blockOffset(block + 1) : from.endOffset;
    const buffer = Buffer.alloc(end - start);
    from.file.read(buffer, 0, buffer.length, start);
    for (let at = 0; at < buffer.length;) {
      const header = readFrameHeader(buffer, at)!;
      const frame = readableFrame(store, buffer, header);
      removed += header.count - frame.count;
      if (frame.count > 0) {
        to.appended(header.position, frame.bytes.length);
        pending.push(frame.bytes);
        bytes += frame.bytes.length;
      }
      at += header.length;
    }
    if (bytes > CHUNK_BYTES) await flush();
    await pause(0);
  }
  await flush();
  await to.seal(from.end);
  return removed;
}

function readableFrame(
  store: EventStore,
  buffer: Buffer,
  header: FrameHeader,
): { readonly bytes: Buffer; readonly count: number } {
  const kept: number[] = [];
  const isKept = keeper(store, header.stream);
  forEachRecord(buffer, header, (offset, position) => {
    if (isKept(readRecord(buffer, offset, header.stream, position))) kept.push(offset);
  });
  const bytes =
    kept.length === header.count
      ? buffer.subarray(header.offset, header.offset + header.length)
      : withRecords(buffer, header, kept);
  return { bytes, count: kept.length };
}

/** Which of a stream's events must stay. */
function keeper(store: EventStore, stream: string): (event: StoredEvent) => boolean {
  const state = store.stream(stream);
  const original = isMetastream(stream) ? store.stream(originalStreamOf(stream)) : undefined;
  if (original?.durable.tombstoned === true) return () => false;
  if (state.durable.tombstoned) return ({ revision }) => revision === TOMBSTONE_REVISION;
  const { first, last, createdFrom } = store.window(state);
  return ({ revision, created }) =>
    revision === last || (revision >= first && created >= createdFrom);
}
