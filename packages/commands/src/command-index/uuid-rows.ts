import { UuidTable, type RowsWithUuid, type UuidWords } from '@bellwether/domain';
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

/**
 * The last `capacity` of an endless row of UUIDs, found by their text. Rows are numbered in order and used again when
 * all are taken. Memory is outside the heap and taken bit by bit: nothing here is ever moved or collected as a whole, so
 * there is nothing to wait for.
 */
export class UuidRows implements RowsWithUuid {
  readonly capacity: number;
  readonly #chunks: Int32Array[];
  readonly #table: UuidTable;
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
    this.#table = new UuidTable(this, ID_SEED);
    for (let row = 0; row < this.size; row++) this.#table.add(row);
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
    uuidWords(id, this.#key);
    return this.#table.find(this.#key);
  }

  /** Remembers an id and returns its row; where all rows are taken, the oldest one's. */
  add(id: string): number {
    const row = this.#added % this.capacity;
    if (this.isFull) this.#table.delete(row);
    uuidWords(id, this.#key);
    this.#roomFor(row).set(this.#key, this.idAt(row));
    this.#added += 1;
    this.#table.add(row);
    return row;
  }

  /** The first two words of a row's id. */
  head(row: number): readonly [number, number] {
    const words = this.idWords(row);
    const at = this.idAt(row);
    return [words[at] as number, words[at + 1] as number];
  }

  /** What a snapshot keeps. */
  image(): { readonly chunks: readonly Int32Array[]; readonly added: number } {
    return { chunks: this.#chunks, added: this.#added };
  }

  /** Where the table finds the id of a row. */
  idWords(row: number): UuidWords {
    return this.#chunks[Math.floor(row / CHUNK_ROWS)] as UuidWords;
  }

  idAt(row: number): number {
    return (row % CHUNK_ROWS) * WORDS;
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
}
