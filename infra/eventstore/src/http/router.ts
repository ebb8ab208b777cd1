import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export interface HttpResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly host: string | undefined;
  /** The page that a browser sends the request for; undefined from anything but a browser. */
  readonly origin: string | undefined;
  /** The body as text. @throws BodyTooLargeError */
  readonly body: () => Promise<string>;
}

/** A request body over the limit. */
class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
  readonly code = 'BODY_TOO_LARGE';
}

const BODY_BYTES_MAX = 1024 * 1024;

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX)
      throw new BodyTooLargeError(`a body was over ${BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers a request, or passes it on by undefined. */
export type HttpHandler = (
  request: HttpRequest,
) => Promise<HttpResponse | undefined> | HttpResponse | undefined;

export const json = (value: unknown, status = 200): HttpResponse => ({
  status,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
});

export const text = (body: string, status = 200): HttpResponse => ({
  status,
  type: 'text/plain; charset=utf-8',
  body,
});

const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

/** Serves HTTP/1.1 by the first handler that answers; otherwise 404. */
export function serveHttp(
  server: Server,
  handlers: readonly HttpHandler[],
  report: (error: unknown) => void,
): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    respond(request, handlers)
      .catch((error: unknown) => {
        if (error instanceof BodyTooLargeError) return text('Payload Too Large', 413);
        report(error);
        return text('Internal Server Error', 500);
      })
      .then(({ status, type, body, headers }) => {
        response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, ...headers });
        response.end(request.method === 'HEAD' ? undefined : body);
        request.resume();
      })
      .catch(report);
  });
}

async function respond(
  request: IncomingMessage,
  handlers: readonly HttpHandler[],
): Promise<HttpResponse> {
  const url = URL.parse(request.url ?? '/', 'http://localhost');
  if (url === null) return text('Bad Request', 400);
  const parsed = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    authorization: request.headers.authorization,
    host: request.headers.host,
    origin: request.headers.origin,
    body: () => bodyOf(request),
  };
  for (const handler of handlers) {
    const response = await handler(parsed);
    if (response !== undefined) return response;
  }
  return text('Not Found', 404);
}
