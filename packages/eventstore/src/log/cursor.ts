import { CorruptLogError } from './errors.ts';
import type { EventLog } from './event-log.ts';
import { announcedFrameLength, readFrameHeader, type FrameHeader } from './frame.ts';
import { FRAME_BYTES_MAX } from './recovery.ts';
import type { Segment } from './segment.ts';

const CHUNK_BYTES = 256 * 1024;

/** Reads the log forwards, chunk by chunk. Never sees what is not durable. */
export class ForwardCursor {
  private readonly log: EventLog;
  private segment: Segment;
  private buffer: Buffer = Buffer.alloc(0);
  private at = 0;
  /** File offset behind the buffered bytes. */
  private offset: number;

  /** Starts at the first frame that ends after `position`. */
  constructor(log: EventLog, position: number) {
    this.log = log;
    this.segment = log.segmentOf(position);
    this.offset = this.segment.blockOffset(this.segment.blockOf(position));
    this.position = this.segment.blockPosition(this.segment.blockOf(position));
  }

  /** Everything before this log position has been read. */
  position: number;

  /** The next frame with the buffer it lies in, or undefined at the durable end. */
  next(): { readonly header: FrameHeader; readonly buffer: Buffer } | undefined {
    while (this.position >= this.segment.end || this.currentOffset() >= this.segment.endOffset) {
      if (this.position >= this.log.durableEnd) return undefined;
      if (!this.nextSegment()) return undefined;
    }
    if (this.position >= this.log.durableEnd) return undefined;
    const header = this.header();
    this.at = header.offset + header.length;
    this.position = header.end;
    return { header, buffer: this.buffer };
  }

  private currentOffset(): number {
    return this.offset - this.buffer.length + this.at;
  }

  private nextSegment(): boolean {
    const index = this.log.segments.indexOf(this.segment) + 1;
    const next = this.log.segments[index];
    if (next === undefined) return false;
    this.segment = next;
    this.buffer = Buffer.alloc(0);
    this.at = 0;
    this.offset = next.blockOffset(0);
    this.position = Math.max(this.position, next.base);
    return true;
  }

  private header(): FrameHeader {
    let header = readFrameHeader(this.buffer, this.at);
    if (header === undefined || header.offset + header.length > this.buffer.length) {
      this.fill(CHUNK_BYTES);
      const length = this.buffer.length >= 8 ? announcedFrameLength(this.buffer, 0) : 0;
      if (length > this.buffer.length) this.fill(Math.min(length, FRAME_BYTES_MAX));
      header = readFrameHeader(this.buffer, 0);
    }
    if (
      header === undefined ||
      header.offset + header.length > this.buffer.length ||
      header.position < this.position
    )
      throw new CorruptLogError(this.position, 'an append does not match its checksum');
    return header;
  }

  /** Buffers at least the next `bytes`, as far as the segment goes. */
  private fill(bytes: number): void {
    const start = this.currentOffset();
    const buffer = Buffer.allocUnsafe(Math.min(bytes, this.segment.endOffset - start));
    const read = this.segment.file.read(buffer, 0, buffer.length, start);
    this.buffer = buffer.subarray(0, read);
    this.at = 0;
    this.offset = start + read;
  }
}

/** Reads the log backwards, one 64 KiB block of frames at a time. */
export class BackwardCursor {
  private readonly log: EventLog;
  private segmentIndex: number;
  private block: number;
  private readonly before: number;

  /** Starts with the last frame that begins before `position`. */
  constructor(log: EventLog, position: number) {
    this.log = log;
    this.before = Math.min(position, log.durableEnd);
    const segment = log.segmentOf(this.before);
    this.segmentIndex = log.segments.indexOf(segment);
    this.block = segment.blocks === 0 ? -1 : segment.blockOf(this.before);
  }

  /** The frames of the block before the last one returned, in log order; undefined at the start of the log. */
  next(): { readonly headers: readonly FrameHeader[]; readonly buffer: Buffer } | undefined {
    while (this.block < 0) {
      if (this.segmentIndex === 0) return undefined;
      this.segmentIndex--;
      this.block = this.log.segments[this.segmentIndex]!.blocks - 1;
    }
    const segment = this.log.segments[this.segmentIndex]!;
    const start = segment.blockOffset(this.block);
    const end =
      this.block + 1 < segment.blocks ? segment.blockOffset(this.block + 1) : segment.endOffset;
    const blockPosition = segment.blockPosition(this.block);
    this.block--;
    const buffer = Buffer.allocUnsafe(end - start);
    segment.file.read(buffer, 0, buffer.length, start);
    const headers: FrameHeader[] = [];
    for (let at = 0; at < buffer.length;) {
      const header = readFrameHeader(buffer, at);
      if (header === undefined || header.offset + header.length > buffer.length)
        throw new CorruptLogError(blockPosition + at, 'an append does not match its checksum');
      if (header.position >= this.before) break;
      headers.push(header);
      at += header.length;
    }
    return { headers, buffer };
  }
}
