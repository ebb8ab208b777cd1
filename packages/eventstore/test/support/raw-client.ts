import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { connect, type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';

/** A gRPC message in its frame. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(5 + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, 5);
  return frame;
}

export interface RawAnswer {
  readonly status: number;
  readonly message: string;
  readonly bytes: Buffer;
}

/** Opens a call with whatever headers a test wants. */
export const openCall = (
  session: ClientHttp2Session,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): ClientHttp2Stream =>
  session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  });

/** Waits for a call's end. */
export function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const chunks: Buffer[] = [];
  let headers: IncomingHttpHeaders = {};
  stream.on('response', (received) => (headers = { ...headers, ...received }));
  stream.on('trailers', (received) => (headers = { ...headers, ...received }));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', reject);
  stream.on('close', () =>
    resolve({
      status: Number(headers['grpc-status'] ?? -1),
      message: decodeURIComponent([headers['grpc-message'] ?? ''].flat().join(' ')),
      bytes: Buffer.concat(chunks),
    }),
  );
  return promise;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** A plain HTTP request over HTTP/2, as a browser makes it. */
export function fetchHttp2(
  session: ClientHttp2Session,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<HttpAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const stream = session.request({ ':path': path, ...headers }, { endStream: body === '' });
  const chunks: Buffer[] = [];
  let status = 0;
  stream.on('response', (received) => (status = Number(received[':status'])));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', reject);
  stream.on('close', () => resolve({ status, text: Buffer.concat(chunks).toString('utf8') }));
  if (body !== '') stream.end(body);
  return promise;
}

interface StubMethod<Request, Response> {
  readonly path: string;
  readonly requestSerialize: (request: Request) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

/** Calls a unary method with the generated stubs, for services that the client has no function for. */
export async function unary<Request, Response>(
  port: number,
  method: StubMethod<Request, Response>,
  request: Request,
  as: {
    readonly ca: string;
    readonly user: { readonly username: string; readonly password: string };
  },
): Promise<Response> {
  const session = connect(`https://localhost:${port}`, { ca: readFileSync(as.ca) });
  try {
    const credentials = Buffer.from(`${as.user.username}:${as.user.password}`).toString('base64');
    const stream = openCall(session, method.path, { authorization: `Basic ${credentials}` });
    stream.end(framed(method.requestSerialize(request)));
    const { status, message, bytes } = await answerOf(stream);
    if (status !== 0) throw new Error(`${method.path} answered ${status}: ${message}`);
    return method.responseDeserialize(bytes.subarray(5));
  } finally {
    session.close();
  }
}
