import { createServer as createHttp1Server, type Server as Http1Server } from 'node:http';
import {
  createServer as createHttp2Server,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2';
import {
  createServer as createNetServer,
  type AddressInfo,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

export interface TlsMaterial {
  readonly cert: Buffer | string;
  readonly key: Buffer | string;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Undefined: plain text. */
  readonly tls: TlsMaterial | undefined;
  /** Hears of errors that are not the clients'. */
  readonly report: (error: unknown) => void;
}

/** One port that speaks HTTP/2 and HTTP/1.1: by ALPN under TLS, by the first bytes without. */
export interface Listener {
  readonly http1: Http1Server;
  /** Hears of every HTTP/2 request. */
  onStream(listener: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void): void;
  listen(): Promise<number>;
  /** Stops accepting; `close` then ends what is open. */
  stopAccepting(): void;
  /** Ends every connection: what was said on it is sent before, and the other side has a moment to read it. */
  close(): Promise<void>;
}

const PREFACE = Buffer.from('PRI * HTTP/2.0');
/** A connection that says nothing for this long after connecting is dropped, milliseconds. */
const SILENT_MS = 30_000;
/** An HTTP/1.1 connection on which nothing happens for this long is dropped, milliseconds. */
const IDLE_HTTP1_MS = 60_000;
/** How long the other side may take to end its streams, and then its connection, when the server stops, milliseconds. */
const SESSION_END_MS = 1000;
const SOCKET_END_MS = 500;
const WINDOW_BYTES = 4 * 1024 * 1024;
const CONNECTION_WINDOW_BYTES = 16 * 1024 * 1024;

export function createListener(options: ListenerOptions): Listener {
  const sockets = new Set<Socket>();
  const sessions = new Set<Http2Session>();
  const http2 = createHttp2Server({
    settings: { initialWindowSize: WINDOW_BYTES, maxConcurrentStreams: 10_000 },
    maxSessionMemory: 256,
    maxSessionInvalidFrames: 100,
  });
  const http1 = createHttp1Server();
  http2.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => session.destroy());
    if (!session.destroyed) session.setLocalWindowSize(CONNECTION_WINDOW_BYTES);
  });
  http2.on('sessionError', () => {
    // The session has its own listener; this keeps Node from treating the error as unhandled.
  });
  const accept = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setNoDelay(true);
  };
  const server =
    options.tls === undefined
      ? plain(http1, http2, accept)
      : secure(options.tls, http1, http2, accept);
  return {
    http1,
    onStream(listener) {
      http2.on('stream', (stream: ServerHttp2Stream, headers) => {
        // A stream that a client resets is the client's business; who answers it hears of it by the 'close' event.
        stream.on('error', () => {});
        try {
          listener(stream, headers);
        } catch (error) {
          if (!stream.closed) options.report(error);
          stream.destroy();
        }
      });
    },
    listen: () => listen(server, options),
    stopAccepting: () => server.close(),
    async close() {
      server.close();
      for (const session of sessions) session.close();
      http1.closeAllConnections();
      await within(SESSION_END_MS, () => sessions.size === 0);
      for (const session of sessions) session.destroy();
      // A session that has ended may still have bytes on their way out, under TLS above all.
      await within(SOCKET_END_MS, () => sockets.size === 0);
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listen(server: Server, options: ListenerOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(options.port, options.host, 4096, resolve);
  await promise;
  server.removeListener('error', reject);
  return (server.address() as AddressInfo).port;
}

async function within(milliseconds: number, isDone: () => boolean): Promise<void> {
  const until = performance.now() + milliseconds;
  while (!isDone() && performance.now() < until) await new Promise((wake) => setTimeout(wake, 5));
}

function plain(http1: Http1Server, http2: Http2Server, accept: (socket: Socket) => void): Server {
  return createNetServer((socket) => {
    accept(socket);
    const timer = setTimeout(() => socket.destroy(), SILENT_MS);
    socket.once('close', () => clearTimeout(timer));
    let seen: Buffer = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
      const compared = Math.min(seen.length, PREFACE.length);
      const mayBeHttp2 = seen.subarray(0, compared).equals(PREFACE.subarray(0, compared));
      if (mayBeHttp2 && seen.length < PREFACE.length) return;
      clearTimeout(timer);
      socket.removeListener('data', onData);
      socket.pause();
      socket.unshift(seen);
      (mayBeHttp2 ? http2 : http1).emit('connection', socket);
      if (mayBeHttp2) return;
      socket.setTimeout(IDLE_HTTP1_MS, () => socket.destroy());
      process.nextTick(() => socket.resume());
    };
    socket.on('data', onData);
  });
}

function secure(
  tls: TlsMaterial,
  http1: Http1Server,
  http2: Http2Server,
  accept: (socket: Socket) => void,
): Server {
  const options = { ...tls, ALPNProtocols: ['h2', 'http/1.1'], handshakeTimeout: SILENT_MS };
  const server = createTlsServer(options, (socket) => {
    accept(socket);
    const isHttp2 = socket.alpnProtocol === 'h2';
    if (!isHttp2) socket.setTimeout(IDLE_HTTP1_MS, () => socket.destroy());
    (isHttp2 ? http2 : http1).emit('connection', socket);
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  return server;
}
