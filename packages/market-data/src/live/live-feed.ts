import WebSocket from 'ws';
import { Instant } from '../exact/instant.ts';
import type { MessageReader } from '../formats/websocket/message-reader.ts';
import { momentAt } from '../moment/market-time.ts';
import type { LeftOut } from '../reader/feed-reader.ts';
import { VenueError } from './venue-error.ts';
import type { VenueSession } from './venue-session.ts';

/** Bounds of a session, ms. */
export interface LiveLimits {
  /** From asking for a connection to having one. */
  readonly connectMs: number;
  /** From one question whether the venue is there to the next. */
  readonly pingMs: number;
  /** A venue that has said nothing for so long, not even that it is there, is not. */
  readonly silentMs: number;
}

const LIMITS: LiveLimits = { connectMs: 10_000, pingMs: 5_000, silentMs: 15_000 };
/** Messages that wait: beyond, nothing more is read from the connection. */
const WAITING_MAX = 10_000;
/** A message: the book of one product is a few MiB. */
const MESSAGE_BYTES_MAX = 32 * 1024 * 1024;

export interface LiveFeedOptions {
  /** ws:// or wss:// */
  readonly url: string;
  readonly session: VenueSession;
  readonly reader: MessageReader;
  /** Ms since 1970 UTC, with a fraction. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly limits?: LiveLimits;
}

/** One session with a venue over WebSocket: from the connection to its end. */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #limits: LiveLimits;
  readonly #received = new Instant();
  readonly #waiting: string[] = [];
  #wake: () => void = () => undefined;
  #lost: VenueError | undefined;
  #heardAt: number;

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    this.#limits = options.limits ?? LIMITS;
    this.#heardAt = options.now();
  }

  get leftOut(): LeftOut {
    return this.#options.reader.leftOut;
  }

  /** Reads on: the sink is told some updates before each step. Ends with the signal alone. @throws VenueError */
  async *steps(): AsyncGenerator<void> {
    const { url, signal } = this.#options;
    const socket = new WebSocket(url, {
      handshakeTimeout: this.#limits.connectMs,
      maxPayload: MESSAGE_BYTES_MAX,
      followRedirects: false,
    });
    this.#listen(socket);
    const pulse = setInterval(() => this.#pulse(socket), this.#limits.pingMs);
    const stopped = (): void => this.#wake();
    signal.addEventListener('abort', stopped, { once: true });
    try {
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => (this.#wake = resolve));
        const texts = this.#waiting.splice(0);
        if (texts.length === 0) {
          if (this.#lost !== undefined) throw this.#lost;
          await woken;
          continue;
        }
        if (socket.isPaused) socket.resume();
        for (const text of texts) this.#read(socket, text);
        yield;
      }
    } finally {
      clearInterval(pulse);
      signal.removeEventListener('abort', stopped);
      socket.terminate();
    }
  }

  #listen(socket: WebSocket): void {
    socket.on('open', () => this.#say(socket, this.#options.session.greeting));
    socket.on('message', (data, isBinary) => {
      this.#heardAt = this.#options.now();
      if (isBinary) return this.#lose(new VenueError('DAMAGED', 'the venue sends bytes, not text'));
      this.#waiting.push((data as Buffer).toString());
      if (this.#waiting.length >= WAITING_MAX) socket.pause();
      this.#wake();
    });
    socket.on('pong', () => (this.#heardAt = this.#options.now()));
    // It also says so when a connection is given up that does not stand yet: there is always who listens.
    socket.on('error', (cause) =>
      this.#lose(new VenueError('NO_CONNECTION', 'the venue cannot be reached', { cause })),
    );
    socket.on('close', (code) =>
      this.#lose(new VenueError('DISCONNECTED', `the venue has ended the session (${code})`)),
    );
  }

  /** The first reason counts: others follow from it. */
  #lose(error: VenueError): void {
    this.#lost ??= error;
    this.#wake();
  }

  #pulse(socket: WebSocket): void {
    const { session, now } = this.#options;
    // What waits to be read is heard; a connection that is not read says nothing new.
    if (socket.isPaused) this.#heardAt = now();
    if (now() - this.#heardAt > this.#limits.silentMs) {
      const what = session.isEstablished ? 'said nothing' : 'taken no session';
      this.#lose(new VenueError('SILENT', `the venue has ${what} for too long`));
    } else if (socket.readyState === WebSocket.OPEN) socket.ping();
  }

  #read(socket: WebSocket, text: string): void {
    const { session, reader } = this.#options;
    this.#say(socket, session.hear(text));
    const { day, nanos } = momentAt(this.#heardAt);
    this.#received.set(day, nanos);
    try {
      reader.push(text, this.#received);
    } catch (cause) {
      throw new VenueError('DAMAGED', 'a message of the venue is not as it should be', { cause });
    }
  }

  #say(socket: WebSocket, texts: readonly string[]): void {
    for (const text of texts) if (socket.readyState === WebSocket.OPEN) socket.send(text);
  }
}
