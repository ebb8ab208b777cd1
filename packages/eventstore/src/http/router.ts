import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';

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

/** A body as text. @throws BodyTooLargeError */
async function textOf(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A body that is too large is still answered, on the same stream.
  const parts = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of parts) {
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

/** A request as HTTP/1.1 and HTTP/2 both have it. */
interface RawRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly host: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

/** What goes back: `body` is empty for HEAD, and every header is set. */
interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers every request; never rejects. */
export type Router = (request: RawRequest) => Promise<RawResponse>;

/** Answers by the first handler that does; otherwise 404. `report` hears of errors that are not the client's. */
export const router =
  (handlers: readonly HttpHandler[], report: (error: unknown) => void): Router =>
  async (request) => {
    const { status, type, body, headers } = await handle(request, handlers).catch(
      (error: unknown) => {
        if (error instanceof BodyTooLargeError) return text('Payload Too Large', 413);
        report(error);
        return text('Internal Server Error', 500);
      },
    );
    return {
      status,
      headers: { ...SAFE_HEADERS, 'content-type': type, ...headers },
      body: request.method === 'HEAD' ? '' : body,
    };
  };

async function handle(
  { method, target, host, headers, body }: RawRequest,
  handlers: readonly HttpHandler[],
): Promise<HttpResponse> {
  const url = URL.parse(target, 'http://localhost');
  if (url === null) return text('Bad Request', 400);
  const parsed: HttpRequest = {
    method,
    path: url.pathname,
    query: url.searchParams,
    authorization: headers.authorization,
    host,
    origin: headers.origin,
    body: () => textOf(body),
  };
  for (const handler of handlers) {
    const response = await handler(parsed);
    if (response !== undefined) return response;
  }
  return text('Not Found', 404);
}
