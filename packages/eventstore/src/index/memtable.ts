import { TOMBSTONE_REVISION } from '../event/event.ts';
import { ENTRY_BYTES, KEY_BYTES, readPosition, writeEntry, type IndexEntry } from './entry.ts';

interface Run {
  first: number;
  readonly positions: number[];
  tombstone: number | undefined;
}

/** The newest part of the index: positions by stream, and the same entries in order of arrival, ready to be sorted into a table. */
export class Memtable {
  /** Log positions that this table covers: [from, to). */
  readonly from: number;
  to: number;
  private readonly runs = new Map<string, Run>();
  private entries: Buffer = Buffer.allocUnsafe(64 * ENTRY_BYTES);
  private used = 0;

  constructor(from: number) {
    this.from = from;
    this.to = from;
  }

  get count(): number {
    return this.used / ENTRY_BYTES;
  }

  /** The entries in order of arrival. */
  get bytes(): Buffer {
    return this.entries.subarray(0, this.used);
  }

  add(key: string, revision: number, position: number): void {
    let run = this.runs.get(key);
    if (run === undefined) {
      run = { first: revision, positions: [], tombstone: undefined };
      this.runs.set(key, run);
    }
    if (revision === TOMBSTONE_REVISION) run.tombstone = position;
    else {
      if (run.positions.length === 0) run.first = revision;
      run.positions.push(position);
    }
    if (this.used === this.entries.length) {
      const grown = Buffer.allocUnsafe(this.entries.length * 2);
      this.entries.copy(grown, 0, 0, this.used);
      this.entries = grown;
    }
    writeEntry(this.entries, this.used, key, { revision, position });
    this.used += ENTRY_BYTES;
  }

  latest(key: string): IndexEntry | undefined {
    const run = this.runs.get(key);
    if (run === undefined) return undefined;
    if (run.tombstone !== undefined)
      return { revision: TOMBSTONE_REVISION, position: run.tombstone };
    const position = run.positions.at(-1);
    return position === undefined
      ? undefined
      : { revision: run.first + run.positions.length - 1, position };
  }

  /** Adds up to `limit` entries from revision `from` upwards. */
  forward(key: string, from: number, limit: number, into: IndexEntry[]): void {
    const run = this.runs.get(key);
    if (run === undefined) return;
    for (let i = Math.max(0, from - run.first); i < run.positions.length; i++) {
      if (into.length >= limit) return;
      into.push({ revision: run.first + i, position: run.positions[i]! });
    }
  }

  /** Adds up to `limit` entries from revision `from` downwards. */
  backward(key: string, from: number, limit: number, into: IndexEntry[]): void {
    const run = this.runs.get(key);
    if (run === undefined) return;
    for (let i = Math.min(from - run.first, run.positions.length - 1); i >= 0; i--) {
      if (into.length >= limit) return;
      into.push({ revision: run.first + i, position: run.positions[i]! });
    }
  }

  /** Takes back every entry at or after log position `position`. */
  removeFrom(position: number): void {
    while (this.used > 0) {
      const offset = this.used - ENTRY_BYTES;
      const at = readPosition(this.entries, offset);
      if (at < position) break;
      const key = this.entries.toString('latin1', offset, offset + KEY_BYTES);
      const run = this.runs.get(key)!;
      if (run.tombstone === at) run.tombstone = undefined;
      else run.positions.pop();
      if (run.positions.length === 0 && run.tombstone === undefined) this.runs.delete(key);
      this.used = offset;
    }
    this.to = Math.max(this.from, Math.min(this.to, position));
  }
}
