import { BackwardCursor, ForwardCursor } from '../log/cursor.ts';
import type { EventLog } from '../log/event-log.ts';
import { forEachRecord, readRecord, type FrameHeader } from '../log/frame.ts';
import type { StoredEvent } from '../event/event.ts';
import type { EventFilter } from './filter.ts';

/** A part of `$all`, with how many events were looked at. */
export interface AllSlice {
  readonly events: readonly StoredEvent[];
  /** Events considered: returned or filtered out. */
  readonly considered: number;
  /** False: the durable end (or, backwards, the start) was reached. */
  readonly more: boolean;
}

/** Frames and bytes after which a slice ends even if little matched, so that a sparse filter never holds the event loop. */
const SLICE_FRAMES = 2000;
const SLICE_BYTES = 256 * 1024;

/** Internal streams that `$all` never shows. */
export const isHidden = (stream: string): boolean =>
  stream.startsWith('$') &&
  (stream === '$epoch-information' ||
    (stream.startsWith('$persistentsubscription-$all::') &&
      (stream.endsWith('-checkpoint') || stream.endsWith('-parked'))));

/** Reads `$all` forwards in slices; goes on where it stopped when more has become durable. */
export class AllForward {
  private readonly log: EventLog;
  private readonly cursor: ForwardCursor;
  /** Events of a frame that the last slice had no room for. */
  private readonly rest: StoredEvent[] = [];
  private readonly filter: EventFilter | undefined;
  private readonly from: number;
  /** Position of the last event looked at, shown or not. */
  lastPosition: number;

  /** Events at `from` or later. */
  constructor(log: EventLog, from: number, filter?: EventFilter) {
    this.log = log;
    this.cursor = new ForwardCursor(log, from);
    this.filter = filter;
    this.from = from;
    this.lastPosition = from - 1;
  }

  /** True when everything durable was returned. */
  get atEnd(): boolean {
    return this.rest.length === 0 && this.cursor.position >= this.log.durableEnd;
  }

  /** Up to `limit` events; stops early once `considerMax` events were considered. */
  next(limit: number, considerMax: number = Infinity): AllSlice {
    const events: StoredEvent[] = this.rest.splice(0, limit);
    let considered = events.length;
    let frames = 0;
    let bytes = 0;
    let more = true;
    const isFull = (): boolean =>
      events.length >= limit ||
      considered >= considerMax ||
      frames >= SLICE_FRAMES ||
      bytes >= SLICE_BYTES;
    while (!isFull()) {
      const frame = this.cursor.next();
      more = frame !== undefined;
      if (frame === undefined) break;
      frames++;
      bytes += frame.header.length;
      considered += this.take(frame.header, frame.buffer, limit, events);
    }
    if (this.rest.length > 0) this.lastPosition = events.at(-1)!.position;
    return { events, considered, more: more || this.rest.length > 0 };
  }

  /** Adds a frame's events; those over the limit wait for the next slice. Returns how many were considered now. */
  private take(header: FrameHeader, buffer: Buffer, limit: number, events: StoredEvent[]): number {
    if (header.end <= this.from || isHidden(header.stream)) return 0;
    if (this.filter?.stream?.(header.stream) === false) {
      this.lastPosition = header.end - 1;
      return header.count;
    }
    let considered = 0;
    forEachRecord(buffer, header, (offset, position) => {
      if (position < this.from) return;
      const event = readRecord(buffer, offset, header.stream, position);
      this.lastPosition = position;
      const isWanted = this.filter?.type?.(event.type) !== false;
      if (isWanted && events.length >= limit) this.rest.push(event);
      else considered++;
      if (isWanted && events.length < limit) events.push(event);
    });
    return considered;
  }
}

/** Reads `$all` backwards in slices: events strictly before a position, newest first. */
export class AllBackward {
  private readonly cursor: BackwardCursor;
  private readonly before: number;
  private readonly filter: EventFilter | undefined;
  private rest: StoredEvent[] = [];

  constructor(log: EventLog, before: number, filter?: EventFilter) {
    this.cursor = new BackwardCursor(log, before);
    this.before = before;
    this.filter = filter;
  }

  next(limit: number): AllSlice {
    while (this.rest.length === 0) {
      const block = this.cursor.next();
      if (block === undefined) return { events: [], considered: 0, more: false };
      for (const header of block.headers) {
        if (isHidden(header.stream) || this.filter?.stream?.(header.stream) === false) continue;
        forEachRecord(block.buffer, header, (offset, position) => {
          if (position >= this.before) return;
          const event = readRecord(block.buffer, offset, header.stream, position);
          if (this.filter?.type?.(event.type) !== false) this.rest.push(event);
        });
      }
    }
    const events = this.rest.splice(-limit).toReversed();
    return { events, considered: events.length, more: true };
  }
}
