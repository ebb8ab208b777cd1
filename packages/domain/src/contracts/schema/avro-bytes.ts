// Avro's binary encoding of the primitive types: zigzag varints, UTF-8 with a length, and 16 bytes for a UUID.

import { readUuid, uuidText, type UuidWords } from '../../kernel/uuid.ts';

/** The bytes end in the middle of a value, or hold one that the schema has no place for. */
export class AvroFormatError extends Error {
  override readonly name = 'AvroFormatError';
  readonly code = 'AVRO_FORMAT';
}

// A bigint's two halves, without making other bigints: both directions go through this one cell.
const cell = new BigInt64Array(1);
const halves = new Int32Array(cell.buffer);
const ASCII_MAX = 0x7f;
/** Longest text that is written character by character; for longer ones the system's own encoder is faster. */
const SHORT_TEXT = 48;
const UUID_BYTES = 16;
const WORD_BYTES = 4;
const uuid: UuidWords = new Int32Array(UUID_BYTES / WORD_BYTES);

/** Writes into a buffer that grows and is used again. */
export class AvroSink {
  #bytes: Buffer = Buffer.allocUnsafe(1 << 16);
  #at = 0;

  /** Forgets what was written. */
  clear(): void {
    this.#at = 0;
  }

  /** A copy of what was written since the last `clear`. */
  written(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#at));
  }

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  /** Avro int, or a long that fits 32 bits. */
  int(value: number): void {
    this.#varint((value << 1) ^ (value >> 31), 0);
  }

  /** Avro long; the upper bits of a larger bigint are cut off. */
  long(value: bigint): void {
    cell[0] = value;
    const low = halves[0] as number;
    const high = halves[1] as number;
    const sign = high >> 31;
    this.#varint((low << 1) ^ sign, ((high << 1) | (low >>> 31)) ^ sign);
  }

  text(value: string): void {
    const { length } = value;
    this.#room(length + 5);
    if (length > SHORT_TEXT || !this.#ascii(value)) {
      const size = Buffer.byteLength(value);
      this.int(size);
      this.#room(size);
      this.#at += this.#bytes.write(value, this.#at, 'utf8');
    }
  }

  /** @throws AvroFormatError where it is not a UUID in lower case. */
  uuid(value: string): void {
    this.#room(UUID_BYTES);
    if (!readUuid(value, uuid)) throw new AvroFormatError(`not a UUID: ${value}`);
    for (let word = 0; word < uuid.length; word++)
      this.#at = this.#bytes.writeInt32BE(uuid[word] as number, this.#at);
  }

  /** Whether the text was written; a character beyond ASCII takes everything back. */
  #ascii(value: string): boolean {
    const start = this.#at;
    this.int(value.length);
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code > ASCII_MAX) {
        this.#at = start;
        return false;
      }
      this.#bytes[this.#at++] = code;
    }
    return true;
  }

  /** An unsigned varint of up to 64 bits, seven at a time. */
  #varint(low: number, high: number): void {
    this.#room(10);
    let [l, h] = [low >>> 0, high >>> 0];
    while (h !== 0) {
      this.#bytes[this.#at++] = (l & 0x7f) | 0x80;
      l = ((l >>> 7) | (h << 25)) >>> 0;
      h >>>= 7;
    }
    while (l > 0x7f) {
      this.#bytes[this.#at++] = (l & 0x7f) | 0x80;
      l >>>= 7;
    }
    this.#bytes[this.#at++] = l;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}

/** Reads what an `AvroSink` wrote. Every method throws AvroFormatError at the end of the bytes. */
export class AvroSource {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new AvroFormatError('the bytes end too early');
    return value;
  }

  int(): number {
    this.#varint();
    const low = halves[0] as number;
    return (low >>> 1) ^ -(low & 1);
  }

  long(): bigint {
    this.#varint();
    const low = halves[0] as number;
    const high = halves[1] as number;
    const sign = -(low & 1);
    halves[0] = ((low >>> 1) | (high << 31)) ^ sign;
    halves[1] = (high >>> 1) ^ sign;
    return cell[0] as bigint;
  }

  text(): string {
    const size = this.int();
    const start = this.#skip(size);
    return this.#bytes.toString('utf8', start, start + size);
  }

  uuid(): string {
    const at = this.#skip(UUID_BYTES);
    for (let word = 0; word < uuid.length; word++)
      uuid[word] = this.#bytes.readInt32BE(at + word * WORD_BYTES);
    return uuidText(uuid, 0);
  }

  #skip(size: number): number {
    const start = this.#at;
    if (size < 0 || start + size > this.#bytes.length)
      throw new AvroFormatError('the bytes end too early');
    this.#at += size;
    return start;
  }

  /** Leaves the value's halves in the cell. */
  #varint(): void {
    let low = 0;
    let high = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      const bits = byte & 0x7f;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= bits << 28;
        high = bits >>> 4;
      } else if (shift <= 63) high |= bits << (shift - 32);
      else throw new AvroFormatError('a number of more than 64 bits');
      if (byte < 0x80) break;
    }
    halves[0] = low;
    halves[1] = high;
  }
}
