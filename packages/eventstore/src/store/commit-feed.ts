import type { CommittedBytes } from '../log/event-log.ts';
import { forEachRecord, readFrameHeader, readRecord, type FrameHeader } from '../log/frame.ts';
import type { StoredEvent } from '../event/event.ts';

/** One append of a durable write; its events are decoded when first asked for, once for all who ask. */
export class CommittedFrame {
  readonly header: FrameHeader;
  private readonly buffer: Buffer;
  private decoded: StoredEvent[] | undefined;

  constructor(header: FrameHeader, buffer: Buffer) {
    this.header = header;
    this.buffer = buffer;
  }

  get events(): readonly StoredEvent[] {
    if (this.decoded === undefined) {
      const events: StoredEvent[] = [];
      const { header, buffer } = this;
      forEachRecord(buffer, header, (offset, position) =>
        events.push(readRecord(buffer, offset, header.stream, position)),
      );
      this.decoded = events;
    }
    return this.decoded;
  }
}

export interface Commit {
  /** Log position where the write began: who has read up to here misses nothing. */
  readonly start: number;
  readonly end: number;
  readonly frames: readonly CommittedFrame[];
}

export function commitOf(committed: CommittedBytes): Commit {
  const frames: CommittedFrame[] = [];
  const bytes = committed.copy();
  for (let at = 0; at < bytes.length;) {
    const header = readFrameHeader(bytes, at)!;
    frames.push(new CommittedFrame(header, bytes));
    at += header.length;
  }
  return { start: committed.start, end: committed.end, frames };
}
