import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { WireError, WireReader } from '../codec/wire-reader.ts';
import type { WireWriter } from '../codec/wire-writer.ts';
import { Call } from './call.ts';
import { MessageSplitter } from './message-splitter.ts';
import { GRPC, GrpcError } from './status.ts';

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
interface RequestStream {
  message(request: WireReader): void;
  /** The client has sent everything. */
  end(): void;
}

/** Answers many messages with one or many. */
export interface ClientStreamMethod {
  readonly kind: 'client-stream';
  readonly open: (call: Call) => RequestStream;
}

export type GrpcMethod = UnaryMethod | ServerStreamMethod | ClientStreamMethod;

/** Methods by path, `/event_store.client.<pkg>.<Service>/<Method>`. */
export type GrpcMethods = ReadonlyMap<string, GrpcMethod>;

export interface GrpcServerOptions {
  readonly methods: GrpcMethods;
  /** Largest message accepted, bytes. */
  readonly messageBytesMax: number;
  /** Called before a method runs; throws (or rejects with) a GrpcError to refuse. */
  readonly admit: (call: Call, path: string) => Promise<void> | void;
  /** Hears of errors that are not the client's. */
  readonly report: (error: unknown) => void;
  /** Turns an error of handlers or store into the protocol's. */
  readonly toGrpcError: (error: unknown) => GrpcError;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 0.001,
  n: 0.000_001,
};

/** The `grpc-timeout` header in milliseconds; Infinity where there is none. */
function timeoutOf(headers: IncomingHttpHeaders): number {
  const header = headers['grpc-timeout'];
  const match = typeof header === 'string' ? /^(\d{1,8})([HMSmun])$/.exec(header) : null;
  return match === null ? Infinity : Number(match[1]) * UNIT_MS[match[2]!]!;
}

export interface GrpcService {
  /** True for what is a gRPC call, or was meant to be one; anything else is plain HTTP. */
  isCall(headers: IncomingHttpHeaders): boolean;
  /** Serves one call. */
  serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void;
  /** Refuses new calls with UNAVAILABLE from now on. */
  drain(): void;
  /** Ends every open call. */
  endAll(error: GrpcError): void;
  /** Number of open calls. */
  readonly openCalls: number;
}

const hasGrpcContent = (headers: IncomingHttpHeaders): boolean =>
  String(headers['content-type']).startsWith('application/grpc');

/** Serves gRPC on the streams of an HTTP/2 server. */
export function grpcService(options: GrpcServerOptions): GrpcService {
  const calls = new Set<Call>();
  let isDraining = false;
  return {
    isCall: (headers) => hasGrpcContent(headers) || options.methods.has(String(headers[':path'])),
    serve(stream, headers) {
      if (!hasGrpcContent(headers)) {
        stream.respond({ ':status': 415 }, { endStream: true });
        return;
      }
      const call = new Call(stream, headers, performance.now() + timeoutOf(headers));
      if (isDraining)
        return call.end(new GrpcError(GRPC.UNAVAILABLE, 'the server is shutting down'));
      calls.add(call);
      call.onEnd(() => calls.delete(call));
      return serve(stream, call, options);
    },
    drain() {
      isDraining = true;
    },
    endAll(error) {
      for (const call of calls) call.end(error);
    },
    get openCalls() {
      return calls.size;
    },
  };
}

function serve(stream: ServerHttp2Stream, call: Call, options: GrpcServerOptions): void {
  const { headers } = call;
  const path = String(headers[':path']);
  const fail = (error: unknown): void => {
    const grpc = toError(error, options);
    const isOurs = grpc.code === GRPC.INTERNAL || grpc.code === GRPC.DATA_LOSS;
    if (isOurs && !(error instanceof GrpcError)) options.report(error);
    call.end(grpc);
  };
  limitTime(call);
  try {
    const method = options.methods.get(path);
    if (method === undefined || headers[':method'] !== 'POST')
      throw new GrpcError(GRPC.UNIMPLEMENTED, `${path} is not supported`);
    const start = (): void => {
      if (call.isOver) return;
      const requests =
        method.kind === 'client-stream' ? method.open(call) : single(method, call, fail);
      receive(stream, call, requests, options.messageBytesMax, fail);
    };
    const admitted = options.admit(call, path);
    if (admitted === undefined) start();
    else admitted.then(start).catch(fail);
  } catch (error) {
    fail(error);
  }
}

function toError(error: unknown, options: GrpcServerOptions): GrpcError {
  if (error instanceof GrpcError) return error;
  if (error instanceof WireError) return new GrpcError(GRPC.INVALID_ARGUMENT, error.message);
  return options.toGrpcError(error);
}

/** Ends a call at its deadline; the client has stopped waiting, and this frees what the call holds. */
function limitTime(call: Call): void {
  const remaining = call.deadline - performance.now();
  if (remaining === Infinity) return;
  const timer = setTimeout(
    () => call.end(new GrpcError(GRPC.DEADLINE_EXCEEDED, 'deadline exceeded')),
    Math.max(0, Math.min(remaining, 2_147_483_647)),
  );
  call.onEnd(() => clearTimeout(timer));
}

/** The requests of a method that takes a single message: the method starts when the message is there. */
function single(
  method: UnaryMethod | ServerStreamMethod,
  call: Call,
  fail: (error: unknown) => void,
): RequestStream {
  let started = false;
  const run = async (request: WireReader): Promise<void> => {
    if (method.kind === 'unary') call.send(await method.handle(request, call));
    else await method.handle(request, call);
    call.end();
  };
  return {
    message(request) {
      if (started) throw new GrpcError(GRPC.INVALID_ARGUMENT, 'more than one request message');
      started = true;
      run(request).catch(fail);
    },
    end() {
      if (!started) fail(new GrpcError(GRPC.INVALID_ARGUMENT, 'the request message was missing'));
    },
  };
}

function receive(
  stream: ServerHttp2Stream,
  call: Call,
  requests: RequestStream,
  messageBytesMax: number,
  fail: (error: unknown) => void,
): void {
  const splitter = new MessageSplitter(messageBytesMax);
  stream.on('data', (chunk: Buffer) => {
    if (call.isOver) return;
    try {
      splitter.push(chunk, (message) => {
        if (!call.isOver) requests.message(new WireReader(message));
      });
    } catch (error) {
      fail(error);
    }
  });
  stream.on('end', () => {
    if (call.isOver || stream.rstCode !== 0) return;
    if (splitter.pending > 0)
      fail(new GrpcError(GRPC.INTERNAL, 'the request ended within a message'));
    else requests.end();
  });
}
