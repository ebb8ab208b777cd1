import {
  readBatchAppendRequest,
  type BatchAppendRequest,
  type BatchOptions,
} from '../../codec/append-messages.ts';
import { batchErrors, writeBatchResponse, type BatchError } from '../../codec/append-responses.ts';
import type { AppendResult } from '../../store/append.ts';
import { appendSizeOf, type ProposedEvent } from '../../event/event.ts';
import type { Call } from '../../transport/call.ts';
import type { ClientStreamMethod } from '../../transport/grpc-method.ts';
import { GRPC, GrpcError } from '../../transport/status.ts';
import type { RpcContext } from '../context.ts';
import { toGrpcError } from '../errors.ts';
import { HELD_PER_EVENT, checkWrite } from './append.ts';

/** A request of which not everything has arrived, or which is not durable yet. */
interface OpenRequest {
  readonly correlation: Buffer;
  readonly options: BatchOptions;
  readonly events: ProposedEvent[];
  /** What has come so far counts towards the limit for appends, bytes. */
  bytes: number;
  /** Monotonic clock, ms. */
  readonly expires: number;
  answered: boolean;
}

/** Bytes in flight above which the server stops reading from a client until the disk has caught up. */
const PENDING_BYTES_MAX = 64 * 1024 * 1024;
/** Requests begun and not finished on one stream. */
const OPEN_REQUESTS_MAX = 1000;
const SWEEP_MS = 100;

/**
 * Streams/BatchAppend: many appends on one long-lived stream, told apart by correlation id. Every request is answered, at the latest
 * when its deadline or the server's own time limit has passed: clients have no timer of their own for them.
 */
export const batchAppend = (context: RpcContext): ClientStreamMethod => ({
  kind: 'client-stream',
  endless: true,
  open: (call) => new BatchAppendStream(context, call),
});

class BatchAppendStream {
  private readonly context: RpcContext;
  private readonly call: Call;
  private readonly collecting = new Map<string, OpenRequest>();
  /** Requests in order of arrival, answered ones among them until swept. */
  private waiting: OpenRequest[] = [];
  private unanswered = 0;
  private clientIsDone = false;
  private paused = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(context: RpcContext, call: Call) {
    this.context = context;
    this.call = call;
    call.accept();
    call.onEnd(() => clearInterval(this.timer));
  }

  message(reader: Parameters<typeof readBatchAppendRequest>[0]): void {
    if (this.stopped) return;
    const chunk = readBatchAppendRequest(reader);
    const request = this.collect(chunk);
    if (request !== undefined && chunk.isFinal) this.submit(request);
  }

  end(): void {
    this.clientIsDone = true;
    if (this.unanswered === 0) this.call.end();
  }

  stop(): void {
    this.stopped = true;
  }

  get held(): number {
    let bytes = 0;
    for (const request of this.collecting.values())
      bytes += request.bytes + request.events.length * HELD_PER_EVENT;
    return bytes;
  }

  /** The request that a chunk belongs to; undefined where it was answered already. */
  private collect(chunk: BatchAppendRequest): OpenRequest | undefined {
    const key = chunk.correlation.toString('latin1');
    let request = this.collecting.get(key);
    if (request === undefined) {
      if (chunk.options === undefined) return undefined;
      request = this.begin(chunk.correlation, chunk.options);
      if (request.answered) return undefined;
      if (!chunk.isFinal) this.hold(key, request);
    }
    for (const event of chunk.events) {
      request.bytes += appendSizeOf(event);
      request.events.push(event);
    }
    if (chunk.isFinal) this.collecting.delete(key);
    if (chunk.problem !== undefined) this.refuse(request, batchErrors.badRequest(chunk.problem));
    const { maxAppendSize } = this.context.settings;
    if (request.bytes > maxAppendSize)
      this.refuse(request, batchErrors.maximumAppendSizeExceeded(maxAppendSize));
    if (!request.answered) return request;
    request.events.length = 0;
    request.bytes = 0;
    return undefined;
  }

  private hold(key: string, request: OpenRequest): void {
    if (this.collecting.size >= OPEN_REQUESTS_MAX)
      throw new GrpcError(GRPC.RESOURCE_EXHAUSTED, 'too many unfinished batch append requests');
    this.collecting.set(key, request);
  }

  private begin(correlation: Buffer, options: BatchOptions): OpenRequest {
    const { settings } = this.context;
    const now = performance.now();
    const byClient = Math.min(
      options.deadlineIn ?? Infinity,
      options.deadlineAt === undefined ? Infinity : options.deadlineAt - Date.now(),
    );
    const expires = now + Math.min(byClient, settings.commitTimeoutMs);
    const request: OpenRequest = {
      correlation,
      options,
      events: [],
      bytes: 0,
      expires,
      answered: false,
    };
    this.unanswered++;
    if (byClient <= 0) this.refuse(request, batchErrors.timeout());
    else {
      this.waiting.push(request);
      this.timer ??= setInterval(() => this.sweep(), SWEEP_MS);
      this.admit(request);
    }
    return request;
  }

  private admit(request: OpenRequest): void {
    try {
      checkWrite(this.context, this.call, request.options.stream);
    } catch (error) {
      if (!(error instanceof GrpcError)) throw error;
      this.refuse(request, batchErrors.accessDenied());
    }
  }

  private submit(request: OpenRequest): void {
    const { store } = this.context;
    const { stream, expected } = request.options;
    try {
      const reply = this.call.settling((result: AppendResult) => this.answer(request, result));
      store.append({ stream, expected, events: request.events }, reply);
    } catch (error) {
      const grpc = toGrpcError(error);
      this.refuse(
        request,
        grpc.code === GRPC.INVALID_ARGUMENT
          ? batchErrors.badRequest(grpc.message)
          : batchErrors.unknown(grpc.message),
      );
    }
    if (!this.paused && store.log.pendingBytes > PENDING_BYTES_MAX) this.pause();
  }

  private answer(request: OpenRequest, result: AppendResult): void {
    const { stream, expected } = request.options;
    switch (result.kind) {
      case 'appended':
        return this.respond(request, result);
      case 'wrong-expected-revision':
        return this.refuse(request, batchErrors.wrongExpectedVersion(result.current, expected));
      case 'stream-deleted':
        return this.refuse(request, batchErrors.streamDeleted(stream));
      case 'failed':
        return this.refuse(request, batchErrors.unknown(toGrpcError(result.error).message));
    }
  }

  private refuse(request: OpenRequest, error: BatchError): void {
    this.respond(request, { error });
  }

  private respond(request: OpenRequest, outcome: Parameters<typeof writeBatchResponse>[3]): void {
    if (request.answered) return;
    request.answered = true;
    this.unanswered--;
    this.call.send((writer) =>
      writeBatchResponse(writer, request.correlation, request.options, outcome),
    );
    if (this.clientIsDone && this.unanswered === 0) this.call.end();
  }

  /** Answers what has taken too long, and reads on once the disk has caught up. */
  private sweep(): void {
    const now = performance.now();
    this.waiting = this.waiting.filter((request) => {
      if (!request.answered && request.expires <= now) this.refuse(request, batchErrors.timeout());
      return !request.answered;
    });
    for (const [key, request] of this.collecting) if (request.answered) this.collecting.delete(key);
    if (this.paused && this.context.store.log.pendingBytes < PENDING_BYTES_MAX / 2) {
      this.paused = false;
      this.call.resume();
    }
    if (this.waiting.length > 0 || this.paused) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private pause(): void {
    this.paused = true;
    this.call.pause();
  }
}
