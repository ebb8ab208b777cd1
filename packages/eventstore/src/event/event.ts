/** The revision of a tombstone. On the wire it is 2^63-1; here it is the largest safe integer. */
export const TOMBSTONE_REVISION: number = Number.MAX_SAFE_INTEGER;

/** An event that a client asks to append. */
export interface ProposedEvent {
  /** 16 bytes. */
  readonly id: Buffer;
  readonly type: string;
  /** True for content type application/json; the bytes are never checked. */
  readonly json: boolean;
  readonly metadata: Uint8Array;
  readonly data: Uint8Array;
}

/** What an event counts towards the largest append, bytes: as in the real server data, metadata, and the type at two bytes a character. */
export const appendSizeOf = ({ type, metadata, data }: ProposedEvent): number =>
  data.length + metadata.length + type.length * 2;

/** An event as read back. Buffers are views on a larger read and must not be written to. */
export interface StoredEvent extends ProposedEvent {
  readonly stream: string;
  /** Number within the stream, from 0. */
  readonly revision: number;
  /** Byte position in the log: strictly increasing, with gaps. */
  readonly position: number;
  /** Wall clock at append, milliseconds since 1970. Never used for order. */
  readonly created: number;
  readonly metadata: Buffer;
  readonly data: Buffer;
}

/** A read event: what the stream holds and, if links were resolved, the link it was reached by. */
export interface ResolvedEvent {
  /** Absent where a link's target is missing, deleted or truncated. */
  readonly event: StoredEvent | undefined;
  readonly link: StoredEvent | undefined;
}
