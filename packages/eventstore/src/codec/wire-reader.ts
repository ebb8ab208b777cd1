/** Malformed protobuf bytes: a length that runs past the message, an unknown wire type, a varint without an end. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code = 'MALFORMED_MESSAGE';
}

/** Stands for every unsigned value above 2^53-1, such as the 2^64-1 that clients send for "end". */
export const BEYOND_SAFE: number = Number.MAX_SAFE_INTEGER;

/**
 * Reads protobuf fields from a buffer without copying. A loop over `tag()` that handles or `skip()`s each field reads one message;
 * nested messages are read in place by moving `end` (see `message`).
 */
export class WireReader {
  readonly buffer: Buffer;
  position: number;
  end: number;

  constructor(buffer: Buffer, position = 0, end: number = buffer.length) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
  }

  /** The next tag (field number << 3 | wire type), or 0 at the end of the message. */
  tag(): number {
    return this.position < this.end ? this.varint() : 0;
  }

  /** An unsigned varint; values above 2^53-1 (negative int64 among them) come back as BEYOND_SAFE. */
  varint(): number {
    let value = 0;
    let factor = 1;
    for (let i = 0; i < 10; i++) {
      if (this.position >= this.end) throw new WireError('varint runs past the end of its message');
      const byte = this.buffer[this.position++]!;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value > BEYOND_SAFE ? BEYOND_SAFE : value;
      factor *= 128;
    }
    throw new WireError('varint is longer than ten bytes');
  }

  /** A varint read as a two's complement 64-bit number. */
  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.position >= this.end) throw new WireError('varint runs past the end of its message');
      const byte = this.buffer[this.position++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new WireError('varint is longer than ten bytes');
  }

  /** A length-delimited field as a view on the buffer. */
  bytes(): Buffer {
    const end = this.fieldEnd();
    const view = this.buffer.subarray(this.position, end);
    this.position = end;
    return view;
  }

  string(): string {
    const end = this.fieldEnd();
    const text = this.buffer.toString('utf8', this.position, end);
    this.position = end;
    return text;
  }

  /** Reads a nested message with `read`, which sees only that message's bytes; goes on behind it, also after an error of `read`. */
  message<T>(read: (reader: WireReader) => T): T {
    const outer = this.end;
    this.end = this.fieldEnd();
    try {
      return read(this);
    } finally {
      this.position = this.end;
      this.end = outer;
    }
  }

  skip(tag: number): void {
    switch (tag & 7) {
      case 0:
        this.varint();
        return;
      case 1:
        this.advance(8);
        return;
      case 2:
        this.position = this.fieldEnd();
        return;
      case 5:
        this.advance(4);
        return;
      default:
        throw new WireError(`wire type ${tag & 7} is not supported`);
    }
  }

  private fieldEnd(): number {
    const length = this.varint();
    if (length > this.end - this.position) throw new WireError('field runs past its message');
    return this.position + length;
  }

  private advance(count: number): void {
    if (count > this.end - this.position) throw new WireError('field runs past its message');
    this.position += count;
  }
}
