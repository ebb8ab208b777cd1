// Sorts and merges index tables away from the event loop that serves clients.
import fs from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { crc32 } from 'node:zlib';
import { runInBackground } from './background-priority.ts';
import { ENTRY_BYTES, SORT_BYTES } from './entry.ts';
import {
  BLOCK_BYTES,
  BLOCK_COUNT_AT,
  BLOCK_CRC_AT,
  CorruptIndexError,
  FOOTER_BYTES,
} from './table-file.ts';
import { TableWriter } from './table-writer.ts';

/** What the worker is asked to do: sort `entries` into a new table, or merge tables (oldest first) into one. */
export type TableTask =
  | { readonly kind: 'build'; readonly path: string; readonly entries: Uint8Array }
  | { readonly kind: 'merge'; readonly path: string; readonly inputs: readonly string[] };

export type TableTaskDone = { readonly path: string; readonly error: string | undefined };

/** Entries of one stream arrive in order, so a stable sort by key alone is enough. */
function build(path: string, entries: Buffer): void {
  const count = entries.length / ENTRY_BYTES;
  const high = new Float64Array(count);
  const low = new Float64Array(count);
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    high[i] = entries.readUIntBE(i * ENTRY_BYTES, 6);
    low[i] = entries.readUIntBE(i * ENTRY_BYTES + 6, 6);
    order[i] = i;
  }
  order.sort((a, b) => high[a]! - high[b]! || low[a]! - low[b]! || a - b);
  const writer = new TableWriter(path, count);
  for (const index of order) writer.add(entries, index * ENTRY_BYTES);
  writer.finish();
}

/** Reads the entries of a table from first to last. */
class EntryScan {
  readonly buffer: Buffer = Buffer.alloc(BLOCK_BYTES * 16);
  at = 0;
  readonly entries: number;
  private readonly fd: number;
  private readonly blocks: number;
  private block = 0;
  private end = 0;
  private nextRead = 0;

  constructor(path: string) {
    this.fd = fs.openSync(path, 'r');
    const footer = Buffer.alloc(FOOTER_BYTES);
    fs.readSync(this.fd, footer, 0, FOOTER_BYTES, fs.fstatSync(this.fd).size - FOOTER_BYTES);
    this.blocks = footer.readUInt32LE(8);
    this.entries = footer.readUInt32LE(12);
    this.advanceBlock();
  }

  get done(): boolean {
    return this.block > this.blocks;
  }

  next(): void {
    this.at += ENTRY_BYTES;
    if (this.at >= this.end) this.advanceBlock();
  }

  close(): void {
    fs.closeSync(this.fd);
  }

  private advanceBlock(): void {
    if (this.block < this.blocks) {
      const inBuffer = this.block % 16;
      if (inBuffer === 0) {
        fs.readSync(this.fd, this.buffer, 0, this.buffer.length, this.nextRead);
        this.nextRead += this.buffer.length;
      }
      this.at = inBuffer * BLOCK_BYTES;
      const checksum = crc32(this.buffer.subarray(this.at, this.at + BLOCK_CRC_AT));
      if (checksum !== this.buffer.readUInt32LE(this.at + BLOCK_CRC_AT))
        throw new CorruptIndexError(`block ${this.block} of an index table is damaged`);
      this.end = this.at + this.buffer.readUInt32LE(this.at + BLOCK_COUNT_AT) * ENTRY_BYTES;
    }
    this.block++;
  }
}

function merge(path: string, inputs: readonly string[]): void {
  const scans = inputs.map((input) => new EntryScan(input));
  const writer = new TableWriter(
    path,
    scans.reduce((sum, scan) => sum + scan.entries, 0),
  );
  let open = scans.filter((scan) => !scan.done);
  while (open.length > 0) {
    let least = open[0]!;
    for (const scan of open) {
      if (scan === least) continue;
      const order = scan.buffer.compare(
        least.buffer,
        least.at,
        least.at + SORT_BYTES,
        scan.at,
        scan.at + SORT_BYTES,
      );
      if (order < 0) least = scan;
    }
    writer.add(least.buffer, least.at);
    least.next();
    if (least.done) open = open.filter((scan) => scan !== least);
  }
  for (const scan of scans) scan.close();
  writer.finish();
}

runInBackground();
parentPort?.on('message', (task: TableTask) => {
  let error: string | undefined;
  try {
    if (task.kind === 'build') {
      const { buffer, byteOffset, byteLength } = task.entries;
      build(task.path, Buffer.from(buffer, byteOffset, byteLength));
    } else merge(task.path, task.inputs);
  } catch (cause) {
    error = cause instanceof Error ? cause.message : String(cause);
  }
  parentPort?.postMessage({ path: task.path, error } satisfies TableTaskDone);
});
