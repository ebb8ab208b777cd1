const INITIAL_BYTES = 64 * 1024;

/**
 * Writes protobuf fields into one growing buffer. Nested messages are written in place: `begin` leaves room for the length,
 * `finish` fills it in, so no message is ever measured twice.
 */
export class WireWriter {
  buffer: Buffer;
  position = 0;

  constructor(bytes: number = INITIAL_BYTES) {
    this.buffer = Buffer.allocUnsafe(bytes);
  }

  /** The written bytes as a view; valid until the next write. */
  view(): Buffer {
    return this.buffer.subarray(0, this.position);
  }

  /** The written bytes in a buffer that the writer will not touch again. */
  take(): Buffer {
    const bytes = this.view();
    this.buffer = Buffer.allocUnsafe(INITIAL_BYTES);
    this.position = 0;
    return bytes;
  }

  reserve(bytes: number): void {
    if (this.position + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.position + bytes));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }

  varint(value: number): void {
    this.reserve(10);
    let rest = value;
    while (rest > 0x7fffffff) {
      this.buffer[this.position++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 0x7f) {
      this.buffer[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.position++] = rest;
  }

  /** A varint field; protobuf's default 0 is written too, because a `oneof` member must be present. */
  number(field: number, value: number): void {
    this.varint(field << 3);
    this.varint(value);
  }

  bigint(field: number, value: bigint): void {
    this.varint(field << 3);
    this.reserve(10);
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      this.buffer[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.position++] = Number(rest);
  }

  bytes(field: number, value: Uint8Array): void {
    this.varint((field << 3) | 2);
    this.varint(value.length);
    this.raw(value);
  }

  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.buffer.set(value, this.position);
    this.position += value.length;
  }

  string(field: number, value: string): void {
    this.reserve(value.length * 3 + 12);
    if (value.length > 42) return this.bytes(field, Buffer.from(value));
    this.varint((field << 3) | 2);
    const written = this.buffer.write(value, this.position + 1, 'utf8');
    this.buffer[this.position] = written;
    this.position += written + 1;
  }

  /** An empty nested message, the protocol's way to say "this choice". */
  empty(field: number): void {
    this.varint((field << 3) | 2);
    this.varint(0);
  }

  /** Starts a nested message of less than 2^28 bytes; returns the mark that `finish` needs. */
  begin(field: number): number {
    this.varint((field << 3) | 2);
    this.reserve(4);
    this.position += 4;
    return this.position;
  }

  /** Ends a nested message: the length goes before it as a four-byte varint. */
  finish(mark: number): void {
    const length = this.position - mark;
    this.buffer[mark - 4] = (length & 0x7f) | 0x80;
    this.buffer[mark - 3] = ((length >>> 7) & 0x7f) | 0x80;
    this.buffer[mark - 2] = ((length >>> 14) & 0x7f) | 0x80;
    this.buffer[mark - 1] = length >>> 21;
  }
}
