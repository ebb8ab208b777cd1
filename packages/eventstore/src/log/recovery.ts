import { CorruptLogError } from './errors.ts';
import {
  FRAME_HEADER_BYTES,
  announcedFrameLength,
  frameIsComplete,
  readFrameHeader,
  type FrameHeader,
} from './frame.ts';
import { SEGMENT_HEADER_BYTES, type Segment } from './segment.ts';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** The largest frame a log may hold; an announced length above it is damage, not a reason to read on. */
export const FRAME_BYTES_MAX: number = 48 * 1024 * 1024;

/**
 * Walks the last segment from its start, calls `visit` for each whole frame, and cuts off what a crash left half-written.
 * Damage is a torn tail only if nothing written by a later group commit follows it: a group starts only when the one before it is
 * durable, so an intact frame of a later group proves that the damaged bytes had been acknowledged.
 * @throws CorruptLogError where acknowledged bytes are damaged
 * @returns how many bytes were cut off
 */
export function recoverTail(
  segment: Segment,
  visit: (buffer: Buffer, header: FrameHeader) => void,
): number {
  let offset = SEGMENT_HEADER_BYTES;
  let buffer: Buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, segment.file.size));
  let chunkStart = offset;
  let filled = 0;
  for (;;) {
    const at = offset - chunkStart;
    const header = at < filled ? readFrameHeader(buffer, at, filled) : undefined;
    if (header !== undefined && header.position !== segment.end) break;
    if (header !== undefined && frameIsComplete(buffer, header, filled)) {
      visit(buffer, header);
      segment.appended(header.position, header.length);
      offset += header.length;
      continue;
    }
    const needed = at + 8 <= filled ? announcedFrameLength(buffer, at) : CHUNK_BYTES;
    const wanted = Math.max(CHUNK_BYTES, Math.min(needed, FRAME_BYTES_MAX));
    const sawEverything = chunkStart + filled >= segment.file.size;
    if (sawEverything || (at === 0 && filled >= wanted)) break;
    if (wanted > buffer.length) buffer = Buffer.allocUnsafe(wanted);
    else buffer = Buffer.allocUnsafe(buffer.length);
    chunkStart = offset;
    filled = segment.file.read(buffer, 0, buffer.length, chunkStart);
  }
  const torn = segment.file.size - offset;
  if (torn === 0) return 0;
  refuseDamage(segment, offset);
  segment.file.truncate(offset);
  return torn;
}

/** Looks behind the first damaged byte for a frame of a later group. */
function refuseDamage(segment: Segment, damagedOffset: number): void {
  const damagedAt = segment.end;
  const step = CHUNK_BYTES - FRAME_HEADER_BYTES - 0xffff;
  for (let start = damagedOffset; start < segment.file.size; start += step) {
    const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, segment.file.size - start));
    const filled = segment.file.read(buffer, 0, buffer.length, start);
    for (let at = buffer.indexOf('BWF1'); at >= 0; at = buffer.indexOf('BWF1', at + 1)) {
      const header = readFrameHeader(buffer, at, filled);
      const expected = damagedAt + (start + at - damagedOffset);
      if (header?.position === expected && header.groupStart > damagedAt)
        throw new CorruptLogError(damagedAt, 'acknowledged events are damaged');
    }
  }
}
