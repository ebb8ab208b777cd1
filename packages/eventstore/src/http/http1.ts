import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Router } from './router.ts';

/** Answers the requests of an HTTP/1.1 server. */
export function serveHttp1(server: Server, router: Router, report: (error: unknown) => void): void {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', url: target = '/', headers } = request;
    const answered = await router({ method, target, host: headers.host, headers, body: request });
    response.writeHead(answered.status, answered.headers);
    response.end(answered.body);
    request.resume();
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(report);
  });
}
