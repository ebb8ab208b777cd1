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
    request.resume();
    respond(request, handlers)
      .catch((error: unknown) => {
        report(error);
        return text('Internal Server Error', 500);
      })
      .then(({ status, type, body, headers }) => {
        response.writeHead(status, { ...SAFE_HEADERS, 'content-type': type, ...headers });
        response.end(request.method === 'HEAD' ? undefined : body);
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
  };
  for (const handler of handlers) {
    const response = await handler(parsed);
    if (response !== undefined) return response;
  }
  return text('Not Found', 404);
}
