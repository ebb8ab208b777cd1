import { GRPC, GrpcError } from './status.ts';

const PREFIX_BYTES = 5;

/** Cuts a call's bytes into gRPC messages: a flag byte, a 32-bit length, the message. */
export class MessageSplitter {
  private readonly limit: number;
  private chunks: Buffer[] = [];
  private buffered = 0;

  /** `limit`: largest message accepted, bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Takes bytes and calls `deliver` for each whole message. @throws GrpcError */
  push(chunk: Buffer, deliver: (message: Buffer) => void): void {
    this.chunks.push(chunk);
    this.buffered += chunk.length;
    while (this.buffered >= PREFIX_BYTES) {
      const length = this.announcedLength();
      if (this.buffered < PREFIX_BYTES + length) return;
      let whole = this.joined();
      deliver(whole.subarray(PREFIX_BYTES, PREFIX_BYTES + length));
      whole = whole.subarray(PREFIX_BYTES + length);
      this.chunks = whole.length > 0 ? [whole] : [];
      this.buffered = whole.length;
    }
  }

  /** Bytes of a message that has not arrived in full. */
  get pending(): number {
    return this.buffered;
  }

  private announcedLength(): number {
    const head = this.chunks[0]!.length >= PREFIX_BYTES ? this.chunks[0]! : this.joined();
    if (head[0] === 1)
      throw new GrpcError(GRPC.UNIMPLEMENTED, 'compressed messages are not supported');
    if (head[0] !== 0) throw new GrpcError(GRPC.INTERNAL, 'a message began with an invalid flag');
    const length = head.readUInt32BE(1);
    if (length > this.limit)
      throw new GrpcError(
        GRPC.RESOURCE_EXHAUSTED,
        `a message of ${length} bytes was over the limit of ${this.limit}`,
      );
    return length;
  }

  private joined(): Buffer {
    if (this.chunks.length > 1) this.chunks = [Buffer.concat(this.chunks)];
    return this.chunks[0]!;
  }
}
