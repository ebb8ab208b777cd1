import fs from 'node:fs';
import { basename } from 'node:path';
import { crc32 } from 'node:zlib';
import { bloomMayHave } from './bloom.ts';
import { ENTRY_BYTES, KEY_BYTES, SORT_BYTES, readEntry, type IndexEntry } from './entry.ts';
import {
  BLOCK_BYTES,
  BLOCK_COUNT_AT,
  BLOCK_CRC_AT,
  CorruptIndexError,
  FOOTER_BYTES,
  TABLE_MAGIC,
  TABLE_VERSION,
} from './table-file.ts';

/** A sorted, unchangeable part of the index on disk. In memory: the first entry of each block, and the filter. */
export class Table {
  readonly path: string;
  readonly blocks: number;
  readonly entries: number;
  private readonly fd: number;
  private readonly fences: Buffer;
  private readonly filter: Buffer;
  private block: Buffer = Buffer.alloc(BLOCK_BYTES);
  private loaded = -1;

  /** @throws CorruptIndexError */
  constructor(path: string) {
    this.path = path;
    this.fd = fs.openSync(path, 'r');
    const size = fs.fstatSync(this.fd).size;
    const footer = this.read(FOOTER_BYTES, size - FOOTER_BYTES);
    this.blocks = footer.readUInt32LE(8);
    this.entries = footer.readUInt32LE(12);
    const filterBytes = footer.readUInt32LE(16);
    const fenceBytes = this.blocks * SORT_BYTES;
    const expected = this.blocks * BLOCK_BYTES + fenceBytes + filterBytes + FOOTER_BYTES;
    const isTable =
      footer.readUInt32LE(0) === TABLE_MAGIC && footer.readUInt32LE(4) === TABLE_VERSION;
    if (!isTable || expected !== size) throw this.damaged('footer');
    this.fences = this.read(fenceBytes, this.blocks * BLOCK_BYTES);
    this.filter = this.read(filterBytes, this.blocks * BLOCK_BYTES + fenceBytes);
    const checksum = crc32(footer.subarray(0, 20), crc32(this.filter, crc32(this.fences)));
    if (checksum !== footer.readUInt32LE(20)) throw this.damaged('fences');
  }

  /** Bytes of memory that the table holds. */
  get memory(): number {
    return this.fences.length + this.filter.length + BLOCK_BYTES;
  }

  latest(key: Buffer): IndexEntry | undefined {
    const found: IndexEntry[] = [];
    this.backward(key, Number.MAX_SAFE_INTEGER, 1, found);
    return found[0];
  }

  forward(key: Buffer, from: number, limit: number, into: IndexEntry[]): void {
    if (into.length >= limit || !bloomMayHave(this.filter, key)) return;
    let [block, slot] = this.lowerBound(sortKey(key, from));
    while (into.length < limit && block < this.blocks) {
      const count = this.load(block);
      if (slot >= count) {
        block++;
        slot = 0;
        continue;
      }
      const at = slot++ * ENTRY_BYTES;
      if (key.compare(this.block, at, at + KEY_BYTES) !== 0) return;
      into.push(readEntry(this.block, at));
    }
  }

  backward(key: Buffer, from: number, limit: number, into: IndexEntry[]): void {
    if (into.length >= limit || !bloomMayHave(this.filter, key)) return;
    let [block, slot] = this.lowerBound(sortKey(key, from + 1));
    while (into.length < limit) {
      if (slot === 0) {
        if (block === 0) return;
        slot = this.load(--block);
      } else this.load(block);
      const at = --slot * ENTRY_BYTES;
      if (key.compare(this.block, at, at + KEY_BYTES) !== 0) return;
      into.push(readEntry(this.block, at));
    }
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  /** Block and slot of the first entry that is not below `target`. */
  private lowerBound(target: Buffer): [block: number, slot: number] {
    let low = 0;
    let high = this.blocks;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (target.compare(this.fences, middle * SORT_BYTES, (middle + 1) * SORT_BYTES) > 0)
        low = middle + 1;
      else high = middle;
    }
    if (low === 0) return [0, 0];
    const block = low - 1;
    let first = 0;
    let last = this.load(block);
    while (first < last) {
      const middle = (first + last) >>> 1;
      const at = middle * ENTRY_BYTES;
      if (target.compare(this.block, at, at + SORT_BYTES) > 0) first = middle + 1;
      else last = middle;
    }
    return [block, first];
  }

  /** Makes `block` the block at hand; returns its number of entries. */
  private load(block: number): number {
    if (this.loaded !== block) {
      this.loaded = -1;
      fs.readSync(this.fd, this.block, 0, BLOCK_BYTES, block * BLOCK_BYTES);
      if (crc32(this.block.subarray(0, BLOCK_CRC_AT)) !== this.block.readUInt32LE(BLOCK_CRC_AT))
        throw this.damaged(`block ${block}`);
      this.loaded = block;
    }
    return this.block.readUInt32LE(BLOCK_COUNT_AT);
  }

  private read(bytes: number, position: number): Buffer {
    const buffer = Buffer.alloc(Math.max(0, bytes));
    if (position < 0 || fs.readSync(this.fd, buffer, 0, bytes, position) !== bytes)
      throw this.damaged('length');
    return buffer;
  }

  private damaged(what: string): CorruptIndexError {
    return new CorruptIndexError(`index table ${basename(this.path)} is damaged: ${what}`);
  }
}

const REVISION_MAX = 0xffff_ffff_ffff;

function sortKey(key: Buffer, revision: number): Buffer {
  const target = Buffer.alloc(SORT_BYTES, 0xff);
  key.copy(target);
  if (revision <= REVISION_MAX) target.writeUIntBE(revision, KEY_BYTES, 6);
  return target;
}
