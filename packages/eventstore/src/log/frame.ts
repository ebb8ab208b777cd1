import { crc32 } from 'node:zlib';
import type { ProposedEvent, StoredEvent } from '../event/event.ts';
import { CorruptLogError } from './errors.ts';

/**
 * A frame is one append: a header with the stream's name, then one record per event. All of it is valid or none of it counts.
 *
 * Header (little-endian): 0 magic u32 · 4 length u32 · 8 crc u32 of what follows it · 12 name length u16 · 14 flags u16 · 16 count u32
 * · 20 position u64 · 28 group start u64 · 36 first revision u64 · 44 span u32 · 48 name. Record: 0 length u32 · 4 crc u32 of what follows it
 * · 8 distance from the frame u32 · 12 revision u64 · 20 created ms u64 · 28 flags u8 · 29 zero u8 · 30 type length u16
 * · 32 metadata length u32 · 36 id 16 bytes · 52 type, metadata, data.
 */
export const FRAME_HEADER_BYTES = 48;
export const RECORD_HEADER_BYTES = 52;
const MAGIC = 0x31465742;
const FLAG_TOMBSTONE = 1;
const RECORD_JSON = 1;
const TWO_32 = 4_294_967_296;

export interface Frame {
  readonly stream: string;
  readonly nameBytes: Buffer;
  readonly firstRevision: number;
  readonly events: readonly ProposedEvent[];
  readonly created: number;
  readonly tombstone: boolean;
}

/** What a frame's header says. `offset` is where it lies in the buffer that it was read from. */
export interface FrameHeader {
  readonly offset: number;
  /** Bytes in the file. */
  readonly length: number;
  /** Log position after the frame: it was `span` bytes long before a scavenge took records out of it. */
  readonly end: number;
  readonly count: number;
  readonly position: number;
  /** Where the write that carried this frame began: everything before it was durable by then. */
  readonly groupStart: number;
  readonly firstRevision: number;
  readonly tombstone: boolean;
  readonly stream: string;
  readonly recordsOffset: number;
}

export const writeU64 = (buffer: Buffer, value: number, offset: number): void => {
  buffer.writeUInt32LE(value % TWO_32, offset);
  buffer.writeUInt32LE(Math.floor(value / TWO_32), offset + 4);
};

export const readU64 = (buffer: Buffer, offset: number): number =>
  buffer.readUInt32LE(offset + 4) * TWO_32 + buffer.readUInt32LE(offset);

const recordBytes = (event: ProposedEvent): number =>
  RECORD_HEADER_BYTES + Buffer.byteLength(event.type) + event.metadata.length + event.data.length;

export function frameBytes(frame: Frame): number {
  let bytes = FRAME_HEADER_BYTES + frame.nameBytes.length;
  for (const event of frame.events) bytes += recordBytes(event);
  return bytes;
}

/** Writes `frame` at `offset`; returns each event's position. `position` is the log position of the frame's first byte. */
export function writeFrame(
  target: Buffer,
  offset: number,
  frame: Frame,
  position: number,
  groupStart: number,
): number[] {
  const positions: number[] = [];
  let at = offset + FRAME_HEADER_BYTES;
  target.set(frame.nameBytes, at);
  at += frame.nameBytes.length;
  let revision = frame.firstRevision;
  for (const event of frame.events) {
    const distance = at - offset;
    positions.push(position + distance);
    at = writeRecord(target, at, distance, event, revision++, frame.created);
    const start = offset + distance;
    target.writeUInt32LE(recordChecksum(target, start, at, position + distance), start + 4);
  }
  target.writeUInt32LE(MAGIC, offset);
  target.writeUInt32LE(at - offset, offset + 4);
  target.writeUInt16LE(frame.nameBytes.length, offset + 12);
  target.writeUInt16LE(frame.tombstone ? FLAG_TOMBSTONE : 0, offset + 14);
  target.writeUInt32LE(frame.events.length, offset + 16);
  writeU64(target, position, offset + 20);
  writeU64(target, groupStart, offset + 28);
  writeU64(target, frame.firstRevision, offset + 36);
  target.writeUInt32LE(at - offset, offset + 44);
  sealFrameHeader(target, offset, frame.nameBytes.length);
  return positions;
}

/** A copy of the frame at `header` with the records at `kept` offsets only; they keep their positions. */
export function withRecords(buffer: Buffer, header: FrameHeader, kept: readonly number[]): Buffer {
  const head = buffer.subarray(header.offset, header.recordsOffset);
  const records = kept.map((offset) =>
    buffer.subarray(offset, offset + recordLength(buffer, offset)),
  );
  const frame = Buffer.concat([head, ...records]);
  frame.writeUInt32LE(frame.length, 4);
  frame.writeUInt32LE(kept.length, 16);
  sealFrameHeader(frame, 0, head.length - FRAME_HEADER_BYTES);
  return frame;
}

const sealFrameHeader = (target: Buffer, offset: number, nameLength: number): void => {
  const covered = target.subarray(offset + 12, offset + FRAME_HEADER_BYTES + nameLength);
  target.writeUInt32LE(crc32(covered, target.readUInt32LE(offset + 4)), offset + 8);
};

function writeRecord(
  target: Buffer,
  offset: number,
  distance: number,
  event: ProposedEvent,
  revision: number,
  created: number,
): number {
  let at = offset + RECORD_HEADER_BYTES;
  const typeLength = target.write(event.type, at, 'utf8');
  at += typeLength;
  target.set(event.metadata, at);
  at += event.metadata.length;
  target.set(event.data, at);
  at += event.data.length;
  target.writeUInt32LE(at - offset, offset);
  target.writeUInt32LE(distance, offset + 8);
  writeU64(target, revision, offset + 12);
  writeU64(target, created, offset + 20);
  target[offset + 28] = event.json ? RECORD_JSON : 0;
  target[offset + 29] = 0;
  target.writeUInt16LE(typeLength, offset + 30);
  target.writeUInt32LE(event.metadata.length, offset + 32);
  target.set(event.id, offset + 36);
  return at;
}

/** The position seeds the checksum, so that a valid record found elsewhere (a misplaced block, a wrong offset) is not accepted. */
const recordChecksum = (buffer: Buffer, start: number, end: number, position: number): number =>
  crc32(buffer.subarray(start + 8, end), position % TWO_32);

/** The length that a frame's header announces, or 0 where no frame starts. Needs eight bytes. */
export const announcedFrameLength = (buffer: Buffer, offset: number): number =>
  buffer.readUInt32LE(offset) === MAGIC ? buffer.readUInt32LE(offset + 4) : 0;

/** Reads the frame header at `offset`; undefined where its bytes are incomplete or do not match the checksum. */
export function readFrameHeader(
  buffer: Buffer,
  offset: number,
  end: number = buffer.length,
): FrameHeader | undefined {
  if (offset + FRAME_HEADER_BYTES > end || buffer.readUInt32LE(offset) !== MAGIC) return undefined;
  const length = buffer.readUInt32LE(offset + 4);
  const nameLength = buffer.readUInt16LE(offset + 12);
  const recordsOffset = offset + FRAME_HEADER_BYTES + nameLength;
  if (recordsOffset > end || recordsOffset > offset + length) return undefined;
  if (
    crc32(buffer.subarray(offset + 12, recordsOffset), length) !== buffer.readUInt32LE(offset + 8)
  )
    return undefined;
  const position = readU64(buffer, offset + 20);
  return {
    offset,
    length,
    end: position + buffer.readUInt32LE(offset + 44),
    count: buffer.readUInt32LE(offset + 16),
    position,
    groupStart: readU64(buffer, offset + 28),
    firstRevision: readU64(buffer, offset + 36),
    tombstone: (buffer.readUInt16LE(offset + 14) & FLAG_TOMBSTONE) !== 0,
    stream: buffer.toString('utf8', offset + FRAME_HEADER_BYTES, recordsOffset),
    recordsOffset,
  };
}

const recordLength = (buffer: Buffer, offset: number): number => buffer.readUInt32LE(offset);

/** Whether the record of log position `position` is at `offset`, complete before `end` and intact. */
export function recordIsValid(
  buffer: Buffer,
  offset: number,
  end: number,
  position: number,
): boolean {
  if (offset + RECORD_HEADER_BYTES > end) return false;
  const length = buffer.readUInt32LE(offset);
  if (length < RECORD_HEADER_BYTES || offset + length > end) return false;
  return (
    recordChecksum(buffer, offset, offset + length, position) === buffer.readUInt32LE(offset + 4)
  );
}

/** Reads a record that `recordIsValid` has accepted. */
export function readRecord(
  buffer: Buffer,
  offset: number,
  stream: string,
  position: number,
): StoredEvent {
  const typeEnd = offset + RECORD_HEADER_BYTES + buffer.readUInt16LE(offset + 30);
  const metadataEnd = typeEnd + buffer.readUInt32LE(offset + 32);
  return {
    stream,
    revision: readU64(buffer, offset + 12),
    position,
    id: buffer.subarray(offset + 36, offset + 52),
    type: buffer.toString('utf8', offset + RECORD_HEADER_BYTES, typeEnd),
    json: (buffer[offset + 28]! & RECORD_JSON) !== 0,
    created: readU64(buffer, offset + 20),
    metadata: buffer.subarray(typeEnd, metadataEnd),
    data: buffer.subarray(metadataEnd, offset + buffer.readUInt32LE(offset)),
  };
}

/** Calls `visit` for each record of a complete frame. @throws CorruptLogError at the first record that is damaged. */
export function forEachRecord(
  buffer: Buffer,
  header: FrameHeader,
  visit: (offset: number, position: number) => void,
): void {
  let at = header.recordsOffset;
  const end = header.offset + header.length;
  for (let i = 0; i < header.count; i++) {
    const position = at + 12 <= end ? header.position + buffer.readUInt32LE(at + 8) : 0;
    if (!recordIsValid(buffer, at, end, position))
      throw new CorruptLogError(header.position, 'a record does not match its checksum');
    visit(at, position);
    at += buffer.readUInt32LE(at);
  }
}

/** Whether every record of a frame is there and intact: an append counts only if this holds. */
export function frameIsComplete(buffer: Buffer, header: FrameHeader, end: number): boolean {
  if (header.offset + header.length > end) return false;
  let after = header.recordsOffset;
  try {
    forEachRecord(buffer, header, (offset) => {
      after = offset + recordLength(buffer, offset);
    });
  } catch {
    return false;
  }
  return after === header.offset + header.length;
}
