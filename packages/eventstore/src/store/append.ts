import type { LogWriteError } from '../log/errors.ts';
import type { ProposedEvent } from '../event/event.ts';

export interface AppendRequest {
  readonly stream: string;
  /** A revision from 0, or NO_STREAM, ANY, STREAM_EXISTS. */
  readonly expected: number;
  readonly events: readonly ProposedEvent[];
}

/** How an append ended. Everything but `failed` is final and durable. */
export type AppendResult =
  | {
      readonly kind: 'appended';
      /** Revision of the last event, -1 where nothing was appended to an empty stream. */
      readonly revision: number;
      /** Position of the last event; undefined where nothing was appended. */
      readonly position: number | undefined;
    }
  | { readonly kind: 'wrong-expected-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' }
  /** Not stored: the disk refused. */
  | { readonly kind: 'failed'; readonly error: LogWriteError };

export type AppendReply = (result: AppendResult) => void;

/** A request that no state of the store could allow: an empty type, a name that is too long. */
export class InvalidAppendError extends Error {
  override readonly name = 'InvalidAppendError';
  readonly code = 'INVALID_APPEND';
}

const NAME_BYTES_MAX = 4096;

/** @throws InvalidAppendError */
export function checkStreamName(stream: string): void {
  if (stream === '') throw new InvalidAppendError('the stream name was empty');
  if (Buffer.byteLength(stream) > NAME_BYTES_MAX)
    throw new InvalidAppendError(`the stream name was over ${NAME_BYTES_MAX} bytes`);
}

/** @throws InvalidAppendError */
export function checkAppend(request: AppendRequest): void {
  checkStreamName(request.stream);
  if (request.stream === '$all') throw new InvalidAppendError('$all cannot be written to');
  for (const { id, type } of request.events) {
    if (type === '') throw new InvalidAppendError('an event type was empty');
    if (Buffer.byteLength(type) > NAME_BYTES_MAX)
      throw new InvalidAppendError(`an event type was over ${NAME_BYTES_MAX} bytes`);
    if (id.every((byte) => byte === 0)) throw new InvalidAppendError('an event id was empty');
  }
}
