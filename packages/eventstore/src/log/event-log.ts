import { CorruptLogError, LogWriteError } from './errors.ts';
import { frameBytes, writeFrame, type Frame, type FrameHeader } from './frame.ts';
import { GroupCommit, type Group } from './group-commit.ts';
import { FRAME_BYTES_MAX, recoverTail } from './recovery.ts';
import { Segment, isSegmentName } from './segment.ts';
import type { Volume } from './volume.ts';

export interface EventLogOptions {
  readonly volume: Volume;
  /** Size at which a segment is closed and the next one begun, bytes. */
  readonly segmentBytes: number;
}

/** What one durable write brought: log positions from `start` to `end`. */
export interface CommittedBytes {
  readonly start: number;
  readonly end: number;
  /** The bytes, in a buffer that stays untouched; to be called while being told of the write. */
  copy(): Buffer;
}

/** An append in the log: called back when it is on stable storage, or when it never will be. */
export interface Appending {
  readonly frame: Frame;
  durable(): void;
  failed(error: LogWriteError): void;
}

/**
 * The append-only log: segments, one writer, group commit. Positions are byte offsets of an endless file; they only grow.
 * What is not durable is not readable.
 */
export class EventLog {
  /** Log position after everything accepted. */
  end: number;
  /** Log position after everything that is on stable storage. */
  durableEnd: number;
  readonly segments: Segment[];
  /** What was written since the start. */
  readonly written: { appends: number; events: number; commits: number; commitMs: number } = {
    appends: 0,
    events: 0,
    commits: 0,
    commitMs: 0,
  };
  /** Bytes of a half-written append that a crash left and opening cut off. */
  readonly tornBytes: number;
  private readonly volume: Volume;
  private readonly segmentBytes: number;
  private readonly commits: GroupCommit;
  private readonly listeners = new Set<(committed: CommittedBytes) => void>();
  private segmentStart: number;
  private readonly frameLengths: number[] = [];
  /** Hears that everything from `durableEnd` on was taken back, before the writers hear that they failed. */
  onRolledBack: () => void = () => {};
  private broken: LogWriteError | undefined;

  /** Opens the log and calls `visit` for each frame of the last segment. @throws CorruptLogError */
  static async open(
    options: EventLogOptions,
    visit: (buffer: Buffer, header: FrameHeader) => void,
  ): Promise<EventLog> {
    const { volume } = options;
    const names = volume.list().filter(isSegmentName).toSorted();
    const segments: Segment[] = [];
    let torn = 0;
    for (const [index, name] of names.entries()) {
      const isLast = index === names.length - 1;
      const previous = segments.at(-1);
      if (isLast && volume.open(name).size < 32) {
        // The crash came between creating the file and writing its header.
        volume.remove(name);
        continue;
      }
      const segment = Segment.open(volume, name, isLast);
      if (previous !== undefined && previous.end !== segment.base)
        throw new CorruptLogError(previous.end, `a part of the log is missing before ${name}`);
      segments.push(segment);
    }
    const last = segments.at(-1);
    if (last === undefined) segments.push(await Segment.create(volume, 0));
    else if (!last.sealed) torn = recoverTail(last, visit);
    return new EventLog(options, segments, torn);
  }

  private constructor(options: EventLogOptions, segments: Segment[], tornBytes: number) {
    this.volume = options.volume;
    this.segmentBytes = options.segmentBytes;
    this.segments = segments;
    this.tornBytes = tornBytes;
    this.end = segments.at(-1)!.end;
    this.durableEnd = this.end;
    this.segmentStart = segments.at(-1)!.sealed ? -Infinity : segments.at(-1)!.base;
    this.commits = new GroupCommit({
      write: (group, bytes) => this.write(group, bytes),
      written: (group) => this.settle(group),
      settled: (group) => this.announce(group),
      failed: (error) => this.rollBack(error),
    });
  }

  /** First position that can hold an event. */
  get start(): number {
    return this.segments[0]!.base;
  }

  get pendingBytes(): number {
    return this.commits.pendingBytes;
  }

  /** Adds a frame to the log and returns its events' positions at once; `appending` hears how it ended. */
  append(appending: Appending): number[] {
    if (this.broken !== undefined) throw this.broken;
    const bytes = frameBytes(appending.frame);
    if (bytes > FRAME_BYTES_MAX)
      throw new LogWriteError(`an append of ${bytes} bytes was over the log's limit`);
    const newSegment =
      this.end + bytes - this.segmentStart > this.segmentBytes && this.end > this.segmentStart;
    if (newSegment) this.segmentStart = this.end;
    const group = this.commits.reserve(this.end, bytes, newSegment);
    const positions = writeFrame(
      group.buffer,
      group.length,
      appending.frame,
      this.end,
      group.start,
    );
    this.commits.add(group, bytes, appending);
    this.written.appends++;
    this.written.events += positions.length;
    this.frameLengths.push(bytes);
    this.end += bytes;
    return positions;
  }

  /** Calls `listener` after each durable write, in order, in the same turn of the event loop in which the writers are told. */
  onCommitted(listener: (committed: CommittedBytes) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The segment that holds `position`, or the last one. */
  segmentOf(position: number): Segment {
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.segments[middle]!.base <= position) low = middle;
      else high = middle - 1;
    }
    return this.segments[low]!;
  }

  /** Resolves when everything accepted is durable, or has failed. */
  drained(): Promise<void> {
    return this.commits.drained();
  }

  /** Waits until everything accepted is durable, then closes the files. */
  async close(): Promise<void> {
    await this.commits.drained();
    for (const segment of this.segments) segment.close();
  }

  private async write(group: Group, bytes: Buffer): Promise<void> {
    let segment = this.segments.at(-1)!;
    if (group.newSegment) {
      if (!segment.sealed) await segment.seal();
      segment = await Segment.create(this.volume, group.start);
      this.segments.push(segment);
    }
    const started = performance.now();
    await segment.file.append(bytes);
    this.written.commits++;
    this.written.commitMs += performance.now() - started;
  }

  private settle(group: Group): void {
    const segment = this.segments.at(-1)!;
    let position = group.start;
    for (const length of this.frameLengths.splice(0, group.commits.length)) {
      segment.appended(position, length);
      position += length;
    }
    this.durableEnd = position;
  }

  private announce(group: Group): void {
    if (this.listeners.size === 0) return;
    const copy = (): Buffer => Buffer.from(group.buffer.subarray(0, group.length));
    const committed = { start: group.start, end: group.start + group.length, copy };
    for (const listener of this.listeners) listener(committed);
  }

  /** After a failed write: cut the file back to what is durable. If even that fails, no more writes until a restart. */
  private rollBack(error: LogWriteError): void {
    this.frameLengths.length = 0;
    this.end = this.durableEnd;
    const code =
      error.cause instanceof Error && 'code' in error.cause ? error.cause.code : undefined;
    try {
      const last = this.segments.at(-1)!;
      last.cut(this.durableEnd);
      last.sealed = false;
      this.segmentStart = last.base;
    } catch (cause) {
      this.broken = new LogWriteError('the log takes no more writes until a restart', { cause });
    }
    // After any error but a full disk the kernel may have dropped dirty pages: what was written can no longer be known.
    if (code !== 'ENOSPC' && code !== 'EDQUOT')
      this.broken = new LogWriteError('the log takes no more writes until a restart', {
        cause: error,
      });
    this.onRolledBack();
  }
}
