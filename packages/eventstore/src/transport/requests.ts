import type { ServerHttp2Stream } from 'node:http2';
import { WireReader } from '../codec/wire-reader.ts';
import type { Call } from './call.ts';
import type { GrpcMethod, RequestStream, ServerStreamMethod, UnaryMethod } from './grpc-method.ts';
import { MessageSplitter } from './message-splitter.ts';
import { GRPC, GrpcError } from './status.ts';
import type { Holding, Unfinished } from './unfinished.ts';

/** What a call's client sends, on its way to the method. Nothing that happens on the way throws: it ends the call by `fail`. */
export class Requests {
  private readonly call: Call;
  private readonly fail: (error: unknown) => void;
  private readonly stream: RequestStream;
  private readonly splitter: MessageSplitter;
  /** True where one request is due at once, false where messages come whenever the client likes. */
  private readonly isDue: boolean;
  private holding: Holding | undefined;
  private isComplete = false;

  /** @throws what the method throws on being opened */
  constructor(
    method: GrpcMethod,
    call: Call,
    messageBytesMax: number,
    fail: (error: unknown) => void,
  ) {
    this.call = call;
    this.fail = fail;
    this.splitter = new MessageSplitter(messageBytesMax);
    this.isDue = method.kind !== 'client-stream' || !method.endless;
    this.stream =
      method.kind === 'client-stream'
        ? method.open(call)
        : single(method, call, fail, () => this.complete());
  }

  receive(stream: ServerHttp2Stream, unfinished: Unfinished): void {
    const { call } = this;
    const holding = unfinished.hold(call.connection, (error) => call.end(error));
    this.holding = holding;
    call.onEnd(() => holding.release());
    if (this.isDue) holding.expect();
    stream.on('data', (chunk: Buffer) => this.guarded(() => this.take(chunk, holding)));
    stream.on('end', () =>
      this.guarded(() => {
        if (stream.rstCode === 0) this.end();
      }),
    );
  }

  /** Takes no more requests. True where those taken so far will be answered: then the call may stay until they are. */
  stop(): boolean {
    this.stream.stop?.();
    return this.isComplete || !this.isDue;
  }

  private guarded(act: () => void): void {
    if (this.call.isOver) return;
    try {
      act();
    } catch (error) {
      this.fail(error);
    }
  }

  private take(chunk: Buffer, holding: Holding): void {
    this.splitter.push(chunk, (message) => {
      if (!this.call.isOver) this.stream.message(new WireReader(message));
    });
    if (!this.isComplete) holding.holds(this.splitter.held + (this.stream.held ?? 0));
  }

  private end(): void {
    if (this.splitter.pending > 0)
      throw new GrpcError(GRPC.INTERNAL, 'the request ended within a message');
    this.complete();
    this.stream.end();
  }

  private complete(): void {
    this.isComplete = true;
    this.holding?.release();
  }
}

/** The requests of a method that takes a single message: the method starts when the message is there. */
function single(
  method: UnaryMethod | ServerStreamMethod,
  call: Call,
  fail: (error: unknown) => void,
  complete: () => void,
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
      complete();
      run(request).catch(fail);
    },
    end() {
      if (!started) throw new GrpcError(GRPC.INVALID_ARGUMENT, 'the request message was missing');
    },
  };
}
