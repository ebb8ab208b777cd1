import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { WireWriter } from '../codec/wire-writer.ts';
import { GRPC, GrpcError, statusTrailers } from './status.ts';

/** Bytes written and not yet taken by the client, above which a reading call pauses. */
const HIGH_WATER_BYTES = 256 * 1024;
const COPY_BYTES_MAX = 32 * 1024;
const RESPONSE_HEADERS = { ':status': 200, 'content-type': 'application/grpc' };

/** An authenticated user. */
export interface CallUser {
  readonly name: string;
  readonly groups: readonly string[];
}

/** One call as handlers see it. Messages of one turn of the event loop leave in one write. */
export class Call {
  readonly headers: IncomingHttpHeaders;
  /** When the client stops waiting, on the monotonic clock (ms); Infinity without a deadline. */
  readonly deadline: number;
  /** Label of the other side: address and port. */
  readonly peer: string;
  /** Who calls; undefined: nobody known. Set when the call is admitted. */
  user: CallUser | undefined;
  /** Stands between an append's result and its answer, in tests of clients; undefined in a real server. */
  settler: ((deliver: () => void) => void) | undefined;
  private readonly stream: ServerHttp2Stream;
  private readonly writer = new WireWriter(4096);
  private flushing = false;
  private responded = false;
  private ended = false;
  private drainWaiters: (() => void)[] = [];
  private readonly endListeners: (() => void)[] = [];
  private readonly report: (error: unknown) => void;

  /** `report` hears of errors that are not the client's; no method of a call throws. */
  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    deadline: number,
    report: (error: unknown) => void,
  ) {
    this.stream = stream;
    this.headers = headers;
    this.deadline = deadline;
    this.report = report;
    const socket = stream.session?.socket;
    this.peer = `${socket?.remoteAddress ?? 'unknown'}:${socket?.remotePort ?? 0}`;
    stream.on('drain', () => this.wakeDrained());
    stream.on('close', () => this.finish());
  }

  /** The call is over: answered, cancelled by the client, or its connection is gone. */
  get isOver(): boolean {
    return this.ended;
  }

  /** Calls `listener` once when the call is over. */
  onEnd(listener: () => void): void {
    if (this.ended) listener();
    else this.endListeners.push(listener);
  }

  /** Writes one message; `write` fills in its bytes. */
  send(write: (writer: WireWriter) => void): void {
    if (this.ended) return;
    const { writer } = this;
    writer.reserve(5);
    const start = writer.position;
    writer.position += 5;
    try {
      write(writer);
    } catch (error) {
      writer.position = start;
      return this.fail(error);
    }
    writer.buffer[start] = 0;
    writer.buffer.writeUInt32BE(writer.position - start - 5, start + 1);
    if (writer.position >= HIGH_WATER_BYTES) this.flush();
    else if (!this.flushing) {
      this.flushing = true;
      setImmediate(() => this.flush());
    }
    return undefined;
  }

  /** True where the client is not keeping up. */
  get isClogged(): boolean {
    return this.stream.writableLength + this.writer.position > HIGH_WATER_BYTES;
  }

  /** Resolves when the client has taken enough to go on, or the call is over. */
  drained(): Promise<void> {
    if (this.ended) return Promise.resolve();
    this.flush();
    if (!this.isClogged) return Promise.resolve();
    return new Promise((resolve) => this.drainWaiters.push(resolve));
  }

  /** Sends headers now, so that a client that waits for them sees the call accepted. */
  accept(): void {
    if (this.responded || this.ended) return;
    this.responded = true;
    this.attempt(() => this.stream.respond(RESPONSE_HEADERS, { waitForTrailers: true }));
  }

  /** Ends the call: OK without an error. */
  end(error?: GrpcError): void {
    if (this.ended) return;
    this.flush();
    const trailers = statusTrailers(error);
    this.attempt(() => {
      if (this.responded) {
        this.stream.once('wantTrailers', () =>
          this.attempt(() => {
            this.stream.sendTrailers(trailers);
            this.refuseMore();
          }),
        );
        this.stream.end();
      } else {
        this.responded = true;
        this.stream.respond({ ...RESPONSE_HEADERS, ...trailers }, { endStream: true });
        this.refuseMore();
      }
      this.stream.resume();
    });
    this.finish();
  }

  /** Wraps the reply to what is being handled now in the settler, if there is one. */
  settling<T>(reply: (result: T) => void): (result: T) => void {
    const { settler } = this;
    return settler === undefined ? reply : (result) => settler(() => reply(result));
  }

  /** Breaks the connection, without a word. */
  breakConnection(): void {
    this.stream.session?.destroy();
  }

  /** The connection, for what is counted over all of its calls. */
  get connection(): object {
    return this.stream.session ?? this.stream;
  }

  /** Stops taking more of the client's messages until `resume`. */
  pause(): void {
    this.stream.pause();
  }

  resume(): void {
    this.stream.resume();
  }

  private flush(): void {
    this.flushing = false;
    if (this.writer.position === 0) return;
    this.accept();
    if (!this.ended)
      this.attempt(() => {
        // Much is handed over as it is, little is copied, so that the writer's buffer can be kept.
        const isMuch = this.writer.position > COPY_BYTES_MAX;
        this.stream.write(isMuch ? this.writer.take() : Buffer.from(this.writer.view()));
      });
    this.writer.position = 0;
  }

  /** Uses the stream while there is one. It may close at any moment, which is the client's business; other errors end this call alone. */
  private attempt(use: () => void): void {
    const { stream } = this;
    if (isGone(stream)) return;
    try {
      use();
    } catch (error) {
      if (!isGone(stream)) this.report(error);
      stream.destroy();
      this.finish();
    }
  }

  /** An error of the server's own while it answered. */
  private fail(error: unknown): void {
    this.report(error);
    this.end(new GrpcError(GRPC.INTERNAL, 'internal server error'));
  }

  /** Tells a client that is still sending to an ended call to stop; otherwise the stream would stay open as long as it likes. */
  private refuseMore(): void {
    if (this.stream.readableEnded) return;
    setImmediate(() => {
      const { stream } = this;
      if (!isGone(stream) && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
    });
  }

  private wakeDrained(): void {
    if (this.isClogged) return;
    for (const wake of this.drainWaiters.splice(0)) wake();
  }

  private finish(): void {
    if (this.ended) return;
    this.ended = true;
    for (const wake of this.drainWaiters.splice(0)) wake();
    for (const listener of this.endListeners.splice(0)) {
      try {
        listener();
      } catch (error) {
        this.report(error);
      }
    }
  }
}

/** A closed stream is as good as destroyed: nothing more can be said on it, and trying throws. */
const isGone = (stream: ServerHttp2Stream): boolean =>
  stream.destroyed || stream.closed || stream.session === undefined || stream.session.destroyed;
