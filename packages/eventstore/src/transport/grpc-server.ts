import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { WireError } from '../codec/wire-reader.ts';
import { Call } from './call.ts';
import { Requests } from './requests.ts';
import { GRPC, GrpcError } from './status.ts';
import { UNFINISHED_LIMITS, Unfinished, type UnfinishedLimits } from './unfinished.ts';
import type { GrpcMethods } from './grpc-method.ts';

export interface GrpcServerOptions {
  readonly methods: GrpcMethods;
  /** Largest message accepted of a call, bytes. */
  readonly messageBytesMax: (call: Call) => number;
  /** Default: UNFINISHED_LIMITS. */
  readonly unfinished?: UnfinishedLimits;
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
  /** Refuses new calls with UNAVAILABLE from now on, and those whose request has not arrived in full; takes no more requests on others. */
  drain(): void;
  /** Ends every open call. */
  endAll(error: GrpcError): void;
  /** Number of open calls. */
  readonly openCalls: number;
  /** Bytes held of requests that have not arrived in full. */
  readonly unfinishedBytes: number;
}

const hasGrpcContent = (headers: IncomingHttpHeaders): boolean =>
  String(headers['content-type']).startsWith('application/grpc');

const SWEEP_MS = 1000;
const SHUTTING_DOWN = 'the server is shutting down';

/** Serves gRPC on the streams of an HTTP/2 server. */
export function grpcService(options: GrpcServerOptions): GrpcService {
  const calls = new Map<Call, Requests | undefined>();
  const unfinished = new Unfinished(options.unfinished ?? UNFINISHED_LIMITS);
  const timer = setInterval(() => unfinished.sweep(), SWEEP_MS).unref();
  let isDraining = false;
  return {
    isCall: (headers) => hasGrpcContent(headers) || options.methods.has(String(headers[':path'])),
    serve(stream, headers) {
      if (!hasGrpcContent(headers)) {
        stream.respond({ ':status': 415 }, { endStream: true });
        return;
      }
      const deadline = performance.now() + timeoutOf(headers);
      const call = new Call(stream, headers, deadline, options.report);
      if (isDraining) return call.end(new GrpcError(GRPC.UNAVAILABLE, SHUTTING_DOWN));
      calls.set(call, undefined);
      call.onEnd(() => calls.delete(call));
      return open(call, options, (requests) => {
        calls.set(call, requests);
        requests.receive(stream, unfinished);
      });
    },
    drain() {
      isDraining = true;
      clearInterval(timer);
      for (const [call, requests] of calls)
        if (requests?.stop() !== true) call.end(new GrpcError(GRPC.UNAVAILABLE, SHUTTING_DOWN));
    },
    endAll(error) {
      for (const call of calls.keys()) call.end(error);
    },
    get openCalls() {
      return calls.size;
    },
    get unfinishedBytes() {
      return unfinished.bytes;
    },
  };
}

/** Admits a call and makes the requests of its method; `start` gets them if the call is still there. */
function open(call: Call, options: GrpcServerOptions, start: (requests: Requests) => void): void {
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
    const admitted = (): void => {
      if (!call.isOver) start(new Requests(method, call, options.messageBytesMax(call), fail));
    };
    const admission = options.admit(call, path);
    if (admission === undefined) admitted();
    else admission.then(admitted).catch(fail);
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
