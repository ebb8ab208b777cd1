import fs from 'node:fs';
import { crc32 } from 'node:zlib';
import { bloomAdd, bloomBytes } from './bloom.ts';
import { ENTRY_BYTES, KEY_BYTES, SORT_BYTES } from './entry.ts';
import {
  BLOCK_BYTES,
  BLOCK_COUNT_AT,
  BLOCK_CRC_AT,
  BLOCK_ENTRIES,
  FOOTER_BYTES,
  TABLE_MAGIC,
  TABLE_VERSION,
} from './table-file.ts';

const WRITE_BLOCKS = 64;

/** Writes sorted entries as a table file. Runs in the index worker. */
export class TableWriter {
  private readonly fd: number;
  private readonly pending: Buffer = Buffer.alloc(BLOCK_BYTES * WRITE_BLOCKS);
  private readonly filter: Buffer;
  private fences: Buffer = Buffer.alloc(SORT_BYTES * 256);
  private blocks = 0;
  private inBlock = 0;
  private entries = 0;
  private readonly lastKey: Buffer = Buffer.alloc(KEY_BYTES, 0xff);

  constructor(path: string, streamsAtMost: number) {
    this.fd = fs.openSync(path, 'w', 0o640);
    this.filter = Buffer.alloc(bloomBytes(streamsAtMost));
  }

  add(source: Buffer, offset: number): void {
    const block = (this.blocks % WRITE_BLOCKS) * BLOCK_BYTES;
    if (this.inBlock === 0) this.addFence(source, offset);
    source.copy(this.pending, block + this.inBlock * ENTRY_BYTES, offset, offset + ENTRY_BYTES);
    if (this.lastKey.compare(source, offset, offset + KEY_BYTES) !== 0) {
      source.copy(this.lastKey, 0, offset, offset + KEY_BYTES);
      bloomAdd(this.filter, source, offset);
    }
    this.entries++;
    if (++this.inBlock === BLOCK_ENTRIES) this.endBlock();
  }

  /** Ends the file and syncs it; returns the number of entries. */
  finish(): number {
    if (this.inBlock > 0) this.endBlock();
    this.write(this.pending.subarray(0, (this.blocks % WRITE_BLOCKS) * BLOCK_BYTES));
    const fences = this.fences.subarray(0, this.blocks * SORT_BYTES);
    const footer = Buffer.alloc(FOOTER_BYTES);
    const numbers = [TABLE_MAGIC, TABLE_VERSION, this.blocks, this.entries, this.filter.length];
    for (const [i, value] of numbers.entries()) footer.writeUInt32LE(value, i * 4);
    const checksum = crc32(footer.subarray(0, 20), crc32(this.filter, crc32(fences)));
    footer.writeUInt32LE(checksum, 20);
    this.write(fences);
    this.write(this.filter);
    this.write(footer);
    fs.fsyncSync(this.fd);
    fs.closeSync(this.fd);
    return this.entries;
  }

  private write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += fs.writeSync(this.fd, bytes, at);
  }

  private addFence(source: Buffer, offset: number): void {
    const at = this.blocks * SORT_BYTES;
    if (at === this.fences.length) this.fences = Buffer.concat([this.fences, Buffer.alloc(at)]);
    source.copy(this.fences, at, offset, offset + SORT_BYTES);
  }

  private endBlock(): void {
    const block = (this.blocks % WRITE_BLOCKS) * BLOCK_BYTES;
    this.pending.fill(0, block + this.inBlock * ENTRY_BYTES, block + BLOCK_COUNT_AT);
    this.pending.writeUInt32LE(this.inBlock, block + BLOCK_COUNT_AT);
    const covered = this.pending.subarray(block, block + BLOCK_CRC_AT);
    this.pending.writeUInt32LE(crc32(covered), block + BLOCK_CRC_AT);
    this.inBlock = 0;
    if (++this.blocks % WRITE_BLOCKS === 0) this.write(this.pending);
  }
}
