import { crc32 } from 'node:zlib';
import { CorruptLogError } from './errors.ts';
import { readU64, writeU64 } from './frame.ts';
import type { LogFile, Volume } from './volume.ts';

/** Magic, version, base position, checksum. */
export const SEGMENT_HEADER_BYTES: number = 32;
/** Bytes of log between two landmarks: the most that is scanned to find a frame by its position. */
const LANDMARK_BYTES: number = 64 * 1024;
const HEADER_MAGIC = 0x53455742;
const FOOTER_MAGIC = 0x46455742;
const FOOTER_TAIL_BYTES = 24;
const VERSION = 1;

export const segmentName = (base: number): string => `${String(base).padStart(16, '0')}.log`;

export const isSegmentName = (name: string): boolean => /^\d{16}\.log$/.test(name);

/**
 * One file of the log: a header, frames, and once it is full a footer with the landmarks (log position and file offset of a frame
 * every 64 KiB). In a compacted segment positions keep their old values while offsets shrink; landmarks translate.
 */
export class Segment {
  readonly base: number;
  readonly file: LogFile;
  /** Log position after the last frame. */
  end: number;
  /** File offset after the last frame. */
  endOffset: number;
  sealed = false;
  private positions: number[] = [];
  private offsets: number[] = [];

  constructor(base: number, file: LogFile) {
    this.base = base;
    this.file = file;
    this.end = base;
    this.endOffset = SEGMENT_HEADER_BYTES;
  }

  static async create(
    volume: Volume,
    base: number,
    name: string = segmentName(base),
  ): Promise<Segment> {
    const file = volume.open(name);
    file.truncate(0);
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    header.writeUInt32LE(HEADER_MAGIC, 0);
    header.writeUInt32LE(VERSION, 4);
    writeU64(header, base, 8);
    header.writeUInt32LE(crc32(header.subarray(0, 28)), 28);
    await file.append(header);
    return new Segment(base, file);
  }

  /**
   * Opens a segment without reading its frames. The footer is looked for only where `isLast` is false: the end of the last
   * segment may be a client's bytes, which must not be able to pass for a footer.
   */
  static open(volume: Volume, name: string, isLast: boolean): Segment {
    const base = Number(name.slice(0, 16));
    const file = volume.open(name);
    const header = Buffer.alloc(SEGMENT_HEADER_BYTES);
    file.read(header, 0, SEGMENT_HEADER_BYTES, 0);
    const intact =
      header.readUInt32LE(0) === HEADER_MAGIC &&
      crc32(header.subarray(0, 28)) === header.readUInt32LE(28) &&
      readU64(header, 8) === base;
    if (!intact) throw new CorruptLogError(base, `the header of ${name} is damaged`);
    const segment = new Segment(base, file);
    if (!isLast) segment.readFooter(name);
    return segment;
  }

  /** Tells the segment that a frame was written at its end. */
  appended(position: number, length: number): void {
    const last = this.positions.at(-1);
    if (last === undefined || position - last >= LANDMARK_BYTES) {
      this.positions.push(position);
      this.offsets.push(this.endOffset);
    }
    this.end = position + length;
    this.endOffset += length;
  }

  /** Forgets everything from `position` on, after a failed write; the file is cut as well. */
  cut(position: number): void {
    this.endOffset -= this.end - position;
    this.end = position;
    while (this.positions.length > 0 && this.positions.at(-1)! >= position) {
      this.positions.pop();
      this.offsets.pop();
    }
    this.file.truncate(this.endOffset);
  }

  /** Writes the footer. `end` is the log position where the next segment starts. */
  async seal(end: number = this.end): Promise<void> {
    const count = this.positions.length;
    const footer = Buffer.alloc(count * 16 + FOOTER_TAIL_BYTES);
    for (let i = 0; i < count; i++) {
      writeU64(footer, this.positions[i]!, i * 16);
      writeU64(footer, this.offsets[i]!, i * 16 + 8);
    }
    const tail = count * 16;
    writeU64(footer, end, tail);
    footer.writeUInt32LE(count, tail + 8);
    footer.writeUInt32LE(crc32(footer.subarray(0, tail + 12)), tail + 12);
    footer.writeUInt32LE(VERSION, tail + 16);
    footer.writeUInt32LE(FOOTER_MAGIC, tail + 20);
    await this.file.append(footer);
    this.end = end;
    this.sealed = true;
  }

  /** How many landmarks there are; block i of the segment starts at landmark i. */
  get blocks(): number {
    return this.positions.length;
  }

  /** Index of the block that holds `position`: the last landmark at or before it, or 0. */
  blockOf(position: number): number {
    let low = 0;
    let high = this.positions.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.positions[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  blockOffset(block: number): number {
    return this.offsets[block] ?? this.endOffset;
  }

  blockPosition(block: number): number {
    return this.positions[block] ?? this.end;
  }

  /** The file offset of the record or frame at `position`, if no frame was ever removed before it in its block. */
  offsetOf(position: number): number {
    const block = this.blockOf(position);
    return this.blockOffset(block) + position - this.blockPosition(block);
  }

  close(): void {
    this.file.close();
  }

  private readFooter(name: string): void {
    const damaged = new CorruptLogError(this.base, `the footer of ${name} is damaged`);
    const size = this.file.size;
    if (size < SEGMENT_HEADER_BYTES + FOOTER_TAIL_BYTES) throw damaged;
    const tail = Buffer.alloc(FOOTER_TAIL_BYTES);
    this.file.read(tail, 0, FOOTER_TAIL_BYTES, size - FOOTER_TAIL_BYTES);
    const count = tail.readUInt32LE(8);
    const bytes = count * 16 + FOOTER_TAIL_BYTES;
    if (tail.readUInt32LE(20) !== FOOTER_MAGIC || bytes > size - SEGMENT_HEADER_BYTES)
      throw damaged;
    const footer = Buffer.alloc(bytes);
    this.file.read(footer, 0, bytes, size - bytes);
    if (crc32(footer.subarray(0, count * 16 + 12)) !== tail.readUInt32LE(12)) throw damaged;
    for (let i = 0; i < count; i++) {
      this.positions.push(readU64(footer, i * 16));
      this.offsets.push(readU64(footer, i * 16 + 8));
    }
    this.end = readU64(tail, 0);
    this.endOffset = size - bytes;
    this.sealed = true;
  }
}
