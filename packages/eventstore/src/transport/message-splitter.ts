import { GRPC, GrpcError } from './status.ts';

const PREFIX_BYTES = 5;
const FIRST_BYTES = 1024;
const EMPTY = Buffer.alloc(0);

/**
 * Cuts a call's bytes into gRPC messages: a flag byte, a 32-bit length, the message. A message that arrives in one piece is a view on it;
 * of others the pieces are copied together, so that many small ones cost no more memory than their bytes.
 */
export class MessageSplitter {
  private readonly limit: number;
  /** A message that has not arrived in full; its first `filled` bytes have. */
  private partial: Buffer = EMPTY;
  private filled = 0;

  /** `limit`: largest message accepted, bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes bytes and calls `deliver` for each whole message. @throws GrpcError */
  push(chunk: Buffer, deliver: (message: Buffer) => void): void {
    for (let at = 0; at < chunk.length;) {
      const left = chunk.length - at;
      const whole = this.filled === 0 && left >= PREFIX_BYTES ? this.bytesOf(chunk, at) : Infinity;
      if (left >= whole) {
        deliver(chunk.subarray(at + PREFIX_BYTES, at + whole));
        at += whole;
      } else at += this.keep(chunk, at, deliver);
    }
  }

  /** Bytes of a message that has not arrived in full. */
  get pending(): number {
    return this.filled;
  }

  /** Bytes of memory held for it. */
  get held(): number {
    return this.partial.length;
  }

  /** Copies as much of the chunk as belongs to the unfinished message, or to its prefix. Returns how much that was. */
  private keep(chunk: Buffer, at: number, deliver: (message: Buffer) => void): number {
    const isLengthKnown = this.filled >= PREFIX_BYTES;
    const wanted = isLengthKnown ? this.bytesOf(this.partial, 0) : PREFIX_BYTES;
    const taken = Math.min(wanted - this.filled, chunk.length - at);
    this.makeRoom(this.filled + taken, wanted);
    chunk.copy(this.partial, this.filled, at, at + taken);
    this.filled += taken;
    const isWhole = this.filled >= PREFIX_BYTES && this.filled === this.bytesOf(this.partial, 0);
    if (!isWhole) return taken;
    const message = this.partial.subarray(PREFIX_BYTES, this.filled);
    this.partial = EMPTY;
    this.filled = 0;
    deliver(message);
    return taken;
  }

  private makeRoom(needed: number, wanted: number): void {
    if (this.partial.length >= needed) return;
    const bytes = Math.min(wanted, Math.max(needed, this.partial.length * 2, FIRST_BYTES));
    const grown = Buffer.allocUnsafeSlow(bytes);
    this.partial.copy(grown, 0, 0, this.filled);
    this.partial = grown;
  }

  /** Bytes of the message whose prefix is at `at`, with the prefix. @throws GrpcError */
  private bytesOf(bytes: Buffer, at: number): number {
    if (bytes[at] === 1)
      throw new GrpcError(GRPC.UNIMPLEMENTED, 'compressed messages are not supported');
    if (bytes[at] !== 0) throw new GrpcError(GRPC.INTERNAL, 'a message began with an invalid flag');
    const length = bytes.readUInt32BE(at + 1);
    if (length > this.limit)
      throw new GrpcError(
        GRPC.RESOURCE_EXHAUSTED,
        `a message of ${length} bytes was over the limit of ${this.limit}`,
      );
    return PREFIX_BYTES + length;
  }
}
