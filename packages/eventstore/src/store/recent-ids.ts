/** Where an event with a known id is. */
export interface KnownEvent {
  readonly streamKey: string;
  readonly revision: number;
}

/** Two generations of this many ids: about 8 MiB, the size of the real server's cache. */
const IDS_PER_GENERATION = 40_000;

/**
 * The ids of the most recent events, which make appends without an exact expected revision idempotent. Bounded: when a generation
 * is full the one before it is forgotten. The first stream that uses an id keeps it.
 */
export class RecentIds {
  private recent = new Map<string, KnownEvent>();
  private older = new Map<string, KnownEvent>();
  private lastId: Buffer | undefined;
  private lastKey = '';

  get(id: Buffer): KnownEvent | undefined {
    const key = this.keyOf(id);
    return this.recent.get(key) ?? this.older.get(key);
  }

  add(id: Buffer, streamKey: string, revision: number): void {
    const key = this.keyOf(id);
    if (this.recent.has(key) || this.older.has(key)) return;
    this.recent.set(key, { streamKey, revision });
    if (this.recent.size < IDS_PER_GENERATION) return;
    this.older = this.recent;
    this.recent = new Map();
  }

  /** Forgets an id, if it stands for this very event. */
  remove(id: Buffer, streamKey: string, revision: number): void {
    const key = this.keyOf(id);
    for (const generation of [this.recent, this.older]) {
      const known = generation.get(key);
      if (known?.streamKey === streamKey && known.revision === revision) generation.delete(key);
    }
  }

  /** An id is looked up before it is added: its key is made once. */
  private keyOf(id: Buffer): string {
    if (id !== this.lastId) {
      this.lastId = id;
      this.lastKey = id.toString('latin1', 0, 16);
    }
    return this.lastKey;
  }
}
