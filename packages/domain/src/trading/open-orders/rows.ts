import type { UuidWords } from '../../kernel/uuid.ts';
import { ROW_LONGS, ROW_WORDS, WORD } from './layout.ts';

/** A power of two. A chunk of rows is 128 kB: one more is made in no time, and none ever moves. */
const CHUNK_ROWS = 1_024;
const CHUNK_SHIFT = Math.log2(CHUNK_ROWS);

/** What an order says in words of its own: few have any. */
export interface Texts {
  clientOrderId?: string | undefined;
  locateId?: string | undefined;
}

/** Some rows: the same bytes as words and as 64-bit numbers. */
export interface Chunk {
  readonly words: Int32Array;
  readonly longs: BigInt64Array;
  /** How many orders have left each row: tells whether a row is still that of the order that it was looked up for. */
  readonly left: Uint32Array;
  /** By the row's place in the chunk. */
  readonly texts: Map<number, Texts>;
}

/** Rows of fixed width outside the heap, by number: however many there are, the collector has nothing to do with them. */
export class Rows {
  readonly #chunks: Chunk[] = [];
  /** Numbers that are or were in use are below this. */
  #end = 0;
  readonly #free: number[] = [];

  get end(): number {
    return this.#end;
  }

  /** The smallest number there never was, or the one that was given back last. */
  take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#end === this.#chunks.length * CHUNK_ROWS) this.#chunks.push(newChunk());
    return this.#end++;
  }

  giveBack(row: number): void {
    this.#free.push(row);
  }

  /** The words among which a row's id is, and where it begins: see `UuidTable`. */
  idWords(row: number): UuidWords {
    return this.chunkOf(row).words;
  }

  idAt(row: number): number {
    return wordsAt(placeOf(row)) + WORD.ID;
  }

  chunkOf(row: number): Chunk {
    return this.#chunks[row >> CHUNK_SHIFT] as Chunk;
  }
}

/** The row's place in its chunk. */
export function placeOf(row: number): number {
  return row & (CHUNK_ROWS - 1);
}

function newChunk(): Chunk {
  const words = new Int32Array(CHUNK_ROWS * ROW_WORDS);
  const longs = new BigInt64Array(words.buffer);
  return { words, longs, left: new Uint32Array(CHUNK_ROWS), texts: new Map() };
}

/** Where a place's 64-bit numbers begin in its chunk. */
export function longsAt(place: number): number {
  return place * ROW_LONGS;
}

/** Where a place's words begin in its chunk. */
export function wordsAt(place: number): number {
  return place * ROW_WORDS;
}
