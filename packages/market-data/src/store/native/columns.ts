import { NANOS_PER_DAY } from '../../update/market-update.ts';
import { bytesOf, text } from './wire.ts';

const TWO_32 = 2 ** 32;

/** A column of a block: `capacity` rows at most, written by their numbers, encoded as ClickHouse's format Native has them. */
export interface NativeColumn {
  /** The bytes of the first `rows` rows; they are valid until the next row is written. */
  encode(rows: number): readonly Uint8Array[];
}

/** Whole numbers below 2⁸, 2¹⁶ or 2³², by what they are kept in. */
export class SmallColumn implements NativeColumn {
  readonly #values: Uint8Array | Uint16Array | Uint32Array;

  constructor(values: Uint8Array | Uint16Array | Uint32Array) {
    this.#values = values;
  }

  set(row: number, value: number): void {
    this.#values[row] = value;
  }

  encode(rows: number): readonly Uint8Array[] {
    return [bytesOf(this.#values.subarray(0, rows))];
  }
}

/** 64-bit numbers as two halves, which costs a fifth of BigInt: Int64, UInt64, Decimal(18, 4), DateTime64(9). */
export class WideColumn implements NativeColumn {
  readonly #halves: Uint32Array;

  constructor(capacity: number) {
    this.#halves = new Uint32Array(2 * capacity);
  }

  /** @param value a safe integer. */
  set(row: number, value: number): void {
    this.setHalves(row, Math.floor(value / TWO_32), value);
  }

  /** @param high the upper half, of which 32 bits count, as of the lower one. */
  setHalves(row: number, high: number, low: number): void {
    this.#halves[2 * row] = low;
    this.#halves[2 * row + 1] = high;
  }

  encode(rows: number): readonly Uint8Array[] {
    return [bytesOf(this.#halves.subarray(0, 2 * rows))];
  }
}

/** Points of time: nanoseconds since 1970 UTC. */
export class TimeColumn extends WideColumn {
  #day = 0;
  #high = 0;
  #low = 0;

  /** @param day since 1970-01-01 UTC; @param nanos of that day. */
  setTime(row: number, day: number, nanos: number): void {
    if (day !== this.#day) {
      const start = BigInt(day) * BigInt(NANOS_PER_DAY);
      this.#day = day;
      this.#high = Number(start >> 32n);
      this.#low = Number(start & 0xffff_ffffn);
    }
    // Below 2⁴⁷ and 2³²: the sum is exact.
    const low = this.#low + nanos;
    this.setHalves(row, this.#high + Math.floor(low / TWO_32), low);
  }

  /** @param ns since 1970 UTC. */
  setInstant(row: number, ns: bigint): void {
    this.setHalves(row, Number(ns >> 32n), Number(ns & 0xffff_ffffn));
  }
}

/** As `WideColumn`, of which some rows have no value. */
export class NullableColumn implements NativeColumn {
  readonly #isNull: Uint8Array;
  readonly #values: WideColumn;

  constructor(capacity: number) {
    this.#isNull = new Uint8Array(capacity);
    this.#values = new WideColumn(capacity);
  }

  /** @param value a safe integer, or undefined for none. */
  set(row: number, value: number | undefined): void {
    this.#isNull[row] = value === undefined ? 1 : 0;
    this.#values.set(row, value ?? 0);
  }

  encode(rows: number): readonly Uint8Array[] {
    return [this.#isNull.subarray(0, rows), ...this.#values.encode(rows)];
  }
}

/** Version of the form in which dictionaries are sent. */
const DICTIONARY_VERSION = 1;
/** The block has words of its own (0x200), which replace those of any block before (0x400), by numbers of 32 bits (2). */
const DICTIONARY_FLAGS = 0x602;

/** Words of which there are few: LowCardinality(String). Each is sent once a block. */
export class WordColumn implements NativeColumn {
  readonly #numbers: Uint32Array;
  readonly #words = new Map<string, number>();

  constructor(capacity: number) {
    this.#numbers = new Uint32Array(capacity);
  }

  set(row: number, word: string): void {
    let number = this.#words.get(word);
    if (number === undefined) this.#words.set(word, (number = this.#words.size));
    this.#numbers[row] = number;
  }

  /** The words are forgotten with it. */
  encode(rows: number): readonly Uint8Array[] {
    const words = [...this.#words.keys()];
    this.#words.clear();
    return [
      ...[DICTIONARY_VERSION, DICTIONARY_FLAGS, words.length].map(wide),
      ...words.map(text),
      wide(rows),
      bytesOf(this.#numbers.subarray(0, rows)),
    ];
  }
}

function wide(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value);
  return bytes;
}
