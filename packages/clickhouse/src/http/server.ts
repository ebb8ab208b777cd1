import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleQuery, type QueryHandling } from './query-handler.ts';

const HEADERS_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 30_000;
const MAX_CONNECTIONS = 1_024;

const NOT_FOUND =
  'There is no handle for this path.\nUse / or /ping for health checks.\nSend queries from your program with POST method or GET /?query=...\n';

/** The HTTP interface: health checks and statements. Listens when the promise resolves. */
export async function listen(
  handling: QueryHandling,
  host: string,
  port: number,
): Promise<{ server: Server; port: number }> {
  const server = createServer(
    {
      maxHeaderSize: handling.limits.maxUrlBytes,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // A long INSERT is a long request; silence is bounded where the body is read.
      requestTimeout: 0,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
    (request, response) => route(request, response, handling),
  );
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function route(request: IncomingMessage, response: ServerResponse, handling: QueryHandling): void {
  // A client may go away at any moment: whoever answers hears of it by 'close'. Without a listener it would end the process.
  response.on('error', () => {});
  const { method, url = '/' } = request;
  const [path, parameters] = url.split('?', 2);
  const reads = method === 'GET' || method === 'HEAD';
  if (
    reads &&
    (path === '/ping' || path === '/replicas_status' || (path === '/' && parameters === undefined))
  ) {
    say(response, 200, 'Ok.\n');
  } else if (path !== '/') say(response, 404, NOT_FOUND);
  else if (reads || method === 'POST') {
    handleQuery(request, response, handling).catch((error: unknown) => {
      handling.log('error', 'a request failed for a reason of the server', {
        error: String(error),
      });
      response.destroy();
    });
  } else say(response, 501, `There is no handle for the method ${method}\n`);
}

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/html; charset=UTF-8' }).end(text);
}
