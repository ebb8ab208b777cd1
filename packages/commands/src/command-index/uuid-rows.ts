import { uuidHash, type UuidWords } from '@bellwether/domain';
import { ID_SEED } from './id-seed.ts';
import { uuidWords } from './uuid-words.ts';

/** Rows that are kept together: a chunk begins small and doubles up to this. A power of two. */
export const CHUNK_ROWS = 16_384;
const CHUNK_ROWS_MIN = 16;

/** Rows that a chunk of `rows` must grow to so that it has row `at`; `rows` itself where it has it. */
export function grownTo(at: number, rows: number): number {
  let grown = Math.max(rows, CHUNK_ROWS_MIN);
  while (grown <= at) grown *= 2;
  return grown;
}

const WORDS = 4;
/** Tables of cells, each of which doubles by itself: no growth takes long. A power of two. */
const TABLES = 64;
const TABLE_SHIFT = 26;
const CELLS_MIN = 16;

/**
 * The last `capacity` of an endless row of UUIDs, found by their text. Rows are numbered in order and used again when
 * all are taken. Memory is outside the heap and taken bit by bit: nothing here is ever moved or collected as a whole, so
 * there is nothing to wait for.
 */
export class UuidRows {
  readonly capacity: number;
  readonly #chunks: Int32Array[];
  /** Row + 1 by hash, with linear probing; 0: empty. At most half of a table is taken, so a search is short. */
  readonly #tables: Int32Array[] = Array.from({ length: TABLES }, () => new Int32Array(CELLS_MIN));
  readonly #taken = new Int32Array(TABLES);
  readonly #key: UuidWords = new Int32Array(WORDS);
  #added: number;

  /** @param from what `image` gave. */
  constructor(
    capacity: number,
    from?: { readonly chunks: readonly Int32Array[]; readonly added: number },
  ) {
    this.capacity = capacity;
    this.#chunks = [...(from?.chunks ?? [])];
    this.#added = from?.added ?? 0;
    for (let row = 0; row < this.size; row++) this.#enter(row);
  }

  /** Ids remembered. */
  get size(): number {
    return Math.min(this.#added, this.capacity);
  }

  /** Whether the next id takes the place of the oldest. */
  get isFull(): boolean {
    return this.#added >= this.capacity;
  }

  /** Row of the oldest id, and of the next one where all rows are taken. */
  get oldest(): number {
    return this.isFull ? this.#added % this.capacity : 0;
  }

  /** Row of an id, -1 where it is not (or no longer) remembered. */
  find(id: string): number {
    const key = this.#key;
    uuidWords(id, key);
    const hash = uuidHash(key, 0, ID_SEED);
    const cells = this.#tables[hash >>> TABLE_SHIFT] as Int32Array;
    const mask = cells.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const row = (cells[at] as number) - 1;
      if (row < 0 || this.#holds(row, key)) return row;
    }
  }

  /** Remembers an id and returns its row; where all rows are taken, the oldest one's. */
  add(id: string): number {
    const row = this.#added % this.capacity;
    if (this.isFull) this.#leave(row);
    uuidWords(id, this.#key);
    this.#roomFor(row).set(this.#key, (row % CHUNK_ROWS) * WORDS);
    this.#added += 1;
    this.#enter(row);
    return row;
  }

  /** The first two words of a row's id. */
  head(row: number): readonly [number, number] {
    const words = this.#words(row);
    const at = (row % CHUNK_ROWS) * WORDS;
    return [words[at] as number, words[at + 1] as number];
  }

  /** What a snapshot keeps. */
  image(): { readonly chunks: readonly Int32Array[]; readonly added: number } {
    return { chunks: this.#chunks, added: this.#added };
  }

  #roomFor(row: number): Int32Array {
    const index = Math.floor(row / CHUNK_ROWS);
    const chunk = this.#chunks[index] ?? new Int32Array(0);
    const rows = grownTo(row % CHUNK_ROWS, chunk.length / WORDS);
    if (rows * WORDS === chunk.length) return chunk;
    const grown = new Int32Array(rows * WORDS);
    grown.set(chunk);
    this.#chunks[index] = grown;
    return grown;
  }

  #words(row: number): Int32Array {
    return this.#chunks[Math.floor(row / CHUNK_ROWS)] as Int32Array;
  }

  #holds(row: number, key: UuidWords): boolean {
    const words = this.#words(row);
    const at = (row % CHUNK_ROWS) * WORDS;
    return (
      words[at + 3] === key[3] &&
      words[at + 2] === key[2] &&
      words[at + 1] === key[1] &&
      words[at] === key[0]
    );
  }

  #hashOf(row: number): number {
    return uuidHash(this.#words(row), (row % CHUNK_ROWS) * WORDS, ID_SEED);
  }

  #enter(row: number): void {
    const hash = this.#hashOf(row);
    const table = hash >>> TABLE_SHIFT;
    const taken = (this.#taken[table] as number) + 1;
    this.#taken[table] = taken;
    if (taken * 2 > (this.#tables[table] as Int32Array).length) this.#grow(table);
    put(this.#tables[table] as Int32Array, hash, row);
  }

  #grow(table: number): void {
    const cells = this.#tables[table] as Int32Array;
    const larger = new Int32Array(cells.length * 2);
    for (const cell of cells) if (cell !== 0) put(larger, this.#hashOf(cell - 1), cell - 1);
    this.#tables[table] = larger;
  }

  /** Empties the row's cell and moves up whoever was pushed on by it (Knuth, TAOCP 6.4, algorithm R). */
  #leave(row: number): void {
    const hash = this.#hashOf(row);
    const cells = this.#tables[hash >>> TABLE_SHIFT] as Int32Array;
    const mask = cells.length - 1;
    const table = hash >>> TABLE_SHIFT;
    this.#taken[table] = (this.#taken[table] as number) - 1;
    let empty = hash & mask;
    while (cells[empty] !== row + 1) empty = (empty + 1) & mask;
    for (let at = (empty + 1) & mask; cells[at] !== 0; at = (at + 1) & mask) {
      const home = this.#hashOf((cells[at] as number) - 1) & mask;
      if (((at - home) & mask) < ((at - empty) & mask)) continue;
      cells[empty] = cells[at] as number;
      empty = at;
    }
    cells[empty] = 0;
  }
}

function put(cells: Int32Array, hash: number, row: number): void {
  const mask = cells.length - 1;
  let at = hash & mask;
  while (cells[at] !== 0) at = (at + 1) & mask;
  cells[at] = row + 1;
}
