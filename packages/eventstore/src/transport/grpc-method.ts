import type { WireReader } from '../codec/wire-reader.ts';
import type { WireWriter } from '../codec/wire-writer.ts';
import type { Call } from './call.ts';

/** Answers a call whose request is one message and whose answer is one message. */
export interface UnaryMethod {
  readonly kind: 'unary';
  readonly handle: (
    request: WireReader,
    call: Call,
  ) => Promise<(writer: WireWriter) => void> | ((writer: WireWriter) => void);
}

/** Answers one message with many. */
export interface ServerStreamMethod {
  readonly kind: 'server-stream';
  readonly handle: (request: WireReader, call: Call) => Promise<void>;
}

/** What a method that takes a stream of messages does with them. */
export interface RequestStream {
  message(request: WireReader): void;
  /** The client has sent everything. */
  end(): void;
  /** Takes no more requests: the server is about to end the call. */
  stop?(): void;
  /** Bytes of memory kept of requests that are not complete. */
  readonly held?: number | undefined;
}

/** Answers many messages with one or many. */
export interface ClientStreamMethod {
  readonly kind: 'client-stream';
  /** True where the client may be silent for as long as it likes, because each of its messages stands for itself. */
  readonly endless: boolean;
  readonly open: (call: Call) => RequestStream;
}

export type GrpcMethod = UnaryMethod | ServerStreamMethod | ClientStreamMethod;

/** Methods by path, `/event_store.client.<pkg>.<Service>/<Method>`. */
export type GrpcMethods = ReadonlyMap<string, GrpcMethod>;
