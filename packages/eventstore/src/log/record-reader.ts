import type { StoredEvent } from '../event/event.ts';
import { ForwardCursor } from './cursor.ts';
import { CorruptLogError } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { RECORD_HEADER_BYTES, forEachRecord, readRecord, recordIsValid } from './frame.ts';
import type { Segment } from './segment.ts';

const NEAR_BYTES = 4 * 1024;
const AHEAD_BYTES = 64 * 1024;

/**
 * Reads single records by position. It keeps the bytes of its last read: the events of a busy stream lie close together, so a run
 * through one stream reads ahead, while jumps read little.
 */
export class RecordReader {
  private readonly log: EventLog;
  private segment: Segment | undefined;
  private buffer: Buffer = Buffer.alloc(0);
  /** File offset of the buffer. */
  private start = 0;

  constructor(log: EventLog) {
    this.log = log;
  }

  /** @throws CorruptLogError where no intact record of `stream` is at `position` */
  read(stream: string, position: number): StoredEvent {
    const segment = this.log.segmentOf(position);
    const offset = segment.offsetOf(position);
    const at = this.load(segment, offset);
    if (at >= 0 && recordIsValid(this.buffer, at, this.buffer.length, position))
      return readRecord(this.buffer, at, stream, position);
    return this.search(stream, position);
  }

  /** Index in the buffer of the whole record at `offset`; -1 where there is none. */
  private load(segment: Segment, offset: number): number {
    const end = this.start + this.buffer.length;
    const isInside =
      this.segment === segment && offset >= this.start && offset + RECORD_HEADER_BYTES <= end;
    if (!isInside) {
      const isNext = this.segment === segment && offset >= this.start && offset < end + AHEAD_BYTES;
      this.fill(segment, offset, isNext ? AHEAD_BYTES : NEAR_BYTES);
    }
    if (this.buffer.length - (offset - this.start) < RECORD_HEADER_BYTES) return -1;
    const length = this.buffer.readUInt32LE(offset - this.start);
    if (offset + length > this.start + this.buffer.length) {
      if (length > segment.endOffset - offset) return -1;
      this.fill(segment, offset, Math.max(length, NEAR_BYTES));
    }
    return offset - this.start;
  }

  private fill(segment: Segment, offset: number, bytes: number): void {
    const length = Math.max(0, Math.min(bytes, segment.endOffset - offset));
    const buffer = Buffer.allocUnsafe(length);
    this.buffer = buffer.subarray(0, segment.file.read(buffer, 0, length, offset));
    this.segment = segment;
    this.start = offset;
  }

  /** In a compacted segment a record may have moved within its block. */
  private search(stream: string, position: number): StoredEvent {
    const cursor = new ForwardCursor(this.log, position);
    for (let frame = cursor.next(); frame !== undefined; frame = cursor.next()) {
      const { header, buffer } = frame;
      if (header.position > position) break;
      if (header.end <= position) continue;
      let found: StoredEvent | undefined;
      forEachRecord(buffer, header, (offset, at) => {
        if (at === position) found = readRecord(buffer, offset, stream, at);
      });
      if (found !== undefined && header.stream === stream) return found;
    }
    throw new CorruptLogError(position, 'no intact event is here');
  }
}
