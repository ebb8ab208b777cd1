/** A number as ClickHouse writes lengths: seven bits a byte, the lowest first. */
export function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** A text with its length before it. */
export function text(value: string): Uint8Array {
  const bytes = Buffer.from(value);
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** Memory for one text of bytes after the other: fresh memory for each costs twice as much as all else. */
export class Reused {
  #memory = new Uint8Array(0);

  /** The parts one behind the other, until the next ones are put together. */
  join(parts: readonly Uint8Array[]): Uint8Array {
    let length = 0;
    for (const part of parts) length += part.length;
    if (length > this.#memory.length)
      this.#memory = new Uint8Array(2 ** Math.ceil(Math.log2(length)));
    let at = 0;
    for (const part of parts) {
      this.#memory.set(part, at);
      at += part.length;
    }
    return this.#memory.subarray(0, length);
  }
}

/** The memory of numbers as bytes: both ClickHouse and the machines that Node runs on have the lowest byte first. */
export function bytesOf(numbers: Uint8Array | Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
