import fs from 'node:fs';
import { join } from 'node:path';
import type { Volume } from '../log/volume.ts';
import { streamKeys, type IndexEntry, type StreamKeys } from './entry.ts';
import { writeManifest, type Manifest, type TableSpan } from './manifest.ts';
import { Memtable } from './memtable.ts';
import { TableBuilder } from './table-builder.ts';
import { Table } from './table.ts';

/** A memtable goes to disk at this many entries, unless told otherwise, or when it covers this many bytes of the log. */
const MEMTABLE_ENTRIES = 64 * 1024;
const MEMTABLE_LOG_BYTES = 64 * 1024 * 1024;
/** Tables of one level are merged into the next when there are this many. */
const FAN_OUT = 4;
/** Pause after a table could not be written, milliseconds. */
const RETRY_MS = 1000;

/** A table in use: its span in the manifest and its open file. */
interface OpenTable extends TableSpan {
  readonly table: Table;
}

/**
 * Where each stream's events are: a log-structured merge tree of (stream, revision) → position. Everything in it can be rebuilt from the
 * log, so it is written behind, without holding up an append.
 */
export class StreamIndex {
  readonly keyOf: StreamKeys;
  private manifest: Manifest;
  private tables: readonly OpenTable[];
  private frozen: readonly Memtable[] = [];
  private active: Memtable;
  private readonly volume: Volume;
  private readonly memtableEntries: number;
  private readonly builder = new TableBuilder();
  private working: Promise<void> | undefined;
  private closed = false;
  private retryAt = 0;
  /** Hears why a table could not be written. */
  onError: (error: unknown) => void = () => {};

  /** Opens the tables that `manifest` names. @throws CorruptIndexError */
  constructor(
    volume: Volume,
    manifest: Manifest,
    logStart: number,
    memtableEntries: number = MEMTABLE_ENTRIES,
  ) {
    this.volume = volume;
    this.memtableEntries = memtableEntries;
    this.manifest = manifest;
    this.keyOf = streamKeys(manifest.secret);
    this.tables = manifest.tables.map((span) => ({
      ...span,
      table: new Table(this.path(span.name)),
    }));
    this.active = new Memtable(this.tables.at(-1)?.to ?? logStart);
    this.removeStrays();
  }

  /** Log position up to which the tables on disk cover the log; what follows must be added again after a start. */
  get indexedEnd(): number {
    return this.tables.at(-1)?.to ?? this.active.from;
  }

  /** Where the newest table begins: a start that reads from here sees at least a table's worth of recent events. */
  get newestTableFrom(): number {
    return this.tables.at(-1)?.from ?? this.active.from;
  }

  /** Parts of the index that wait to be written. */
  get waitingTables(): number {
    return this.frozen.length;
  }

  /** Bytes of memory held by tables. */
  get tableMemory(): number {
    return this.tables.reduce((sum, { table }) => sum + table.memory, 0);
  }

  add(key: string, revision: number, position: number): void {
    this.active.add(key, revision, position);
  }

  /** Tells after a durable write where the log ends (everything before it was added) and where it is durable. */
  advance(end: number, durableEnd: number): void {
    this.active.to = end;
    const isFull =
      this.active.count >= this.memtableEntries || end - this.active.from >= MEMTABLE_LOG_BYTES;
    if (isFull && this.volume.directory !== undefined) {
      this.frozen = [...this.frozen, this.active];
      this.active = new Memtable(end);
    }
    if (this.frozen.length > 0) this.work(durableEnd);
  }

  /** Takes back everything at or after `position`, where the log goes on after a failed write. */
  removeFrom(position: number): void {
    for (const memtable of [...this.frozen, this.active]) memtable.removeFrom(position);
    this.frozen = this.frozen.filter((memtable) => memtable.from < position);
    if (this.active.from > position) this.active = new Memtable(position);
  }

  latest(key: string): IndexEntry | undefined {
    const newest = this.active.latest(key);
    if (newest !== undefined) return newest;
    for (const memtable of this.frozen.toReversed()) {
      const entry = memtable.latest(key);
      if (entry !== undefined) return entry;
    }
    const bytes = Buffer.from(key, 'latin1');
    for (let i = this.tables.length - 1; i >= 0; i--) {
      const entry = this.tables[i]!.table.latest(bytes);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** Up to `limit` entries of a stream from revision `from` upwards. */
  forward(key: string, from: number, limit: number): IndexEntry[] {
    const found: IndexEntry[] = [];
    const bytes = Buffer.from(key, 'latin1');
    for (const { table } of this.tables) table.forward(bytes, from, limit, found);
    for (const memtable of this.frozen) memtable.forward(key, from, limit, found);
    this.active.forward(key, from, limit, found);
    return found;
  }

  /** Up to `limit` entries of a stream from revision `from` downwards; never the tombstone. */
  backward(key: string, from: number, limit: number): IndexEntry[] {
    const found: IndexEntry[] = [];
    this.active.backward(key, from, limit, found);
    for (const memtable of this.frozen.toReversed()) memtable.backward(key, from, limit, found);
    const bytes = Buffer.from(key, 'latin1');
    for (const { table } of this.tables.toReversed()) table.backward(bytes, from, limit, found);
    return found;
  }

  /** Resolves when no table is being written. */
  async settled(): Promise<void> {
    while (this.working !== undefined) await this.working;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.working;
    await this.builder.close();
    for (const { table } of this.tables) table.close();
  }

  private path(name: string): string {
    return join(this.volume.directory ?? '', name);
  }

  /** Starts writing what can be written, unless a table is being written already. */
  private work(durableEnd: number): void {
    const [oldest] = this.frozen;
    if (this.working !== undefined || oldest === undefined || oldest.to > durableEnd) return;
    if (performance.now() < this.retryAt) return;
    this.working = this.build(oldest)
      .catch((error: unknown) => {
        this.retryAt = performance.now() + RETRY_MS;
        this.onError(error);
      })
      .finally(() => {
        this.working = undefined;
        if (!this.closed) this.work(durableEnd);
      });
  }

  private async build(memtable: Memtable): Promise<void> {
    const name = `${String(memtable.from).padStart(16, '0')}-0.index`;
    await this.builder.run({ kind: 'build', path: this.path(name), entries: memtable.bytes });
    if (this.closed) return;
    const span = { name, from: memtable.from, to: memtable.to, level: 0 };
    this.replaceTables([...this.tables, { ...span, table: new Table(this.path(name)) }]);
    this.frozen = this.frozen.filter((other) => other !== memtable);
    for (let level = 0; await this.mergeLevel(level); level++);
  }

  private async mergeLevel(level: number): Promise<boolean> {
    const group = this.tables.filter((table) => table.level === level);
    if (group.length < FAN_OUT || this.closed) return false;
    const [first, last] = [group[0]!, group.at(-1)!];
    const name = `${String(first.from).padStart(16, '0')}-${level + 1}.index`;
    await this.builder.run({
      kind: 'merge',
      path: this.path(name),
      inputs: group.map((t) => t.table.path),
    });
    if (this.closed) return false;
    const span = { name, from: first.from, to: last.to, level: level + 1 };
    const merged = { ...span, table: new Table(this.path(name)) };
    const at = this.tables.indexOf(first);
    this.replaceTables([
      ...this.tables.slice(0, at),
      merged,
      ...this.tables.slice(at + group.length),
    ]);
    for (const { table } of group) {
      table.close();
      fs.rmSync(table.path, { force: true });
    }
    return true;
  }

  private replaceTables(tables: readonly OpenTable[]): void {
    const spans = tables.map(({ name, from, to, level }) => ({ name, from, to, level }));
    this.manifest = { ...this.manifest, tables: spans };
    writeManifest(this.volume, this.manifest);
    this.tables = tables;
  }

  /** Tables that a crash left between writing them and naming them in the manifest. */
  private removeStrays(): void {
    const known = new Set(this.manifest.tables.map(({ name }) => name));
    for (const name of this.volume.list())
      if (name.endsWith('.index') && !known.has(name)) this.volume.remove(name);
  }
}
