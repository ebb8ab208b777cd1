import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { Router } from './router.ts';

/** A request on which nothing happens for this long is dropped, milliseconds. */
const IDLE_MS = 30_000;

/** Answers one HTTP/2 request that is no gRPC call; never throws. */
export function answerHttp2(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  router: Router,
  report: (error: unknown) => void,
): void {
  const { ':method': method = 'GET', ':path': target = '/' } = headers;
  const host = headers[':authority'] ?? headers.host;
  stream.setTimeout(IDLE_MS, () => stream.close(constants.NGHTTP2_CANCEL));
  router({ method, target, host, headers, body: stream })
    .then(({ status, headers: answered, body }) => {
      if (stream.destroyed || stream.closed) return;
      stream.respond({ ...answered, ':status': status });
      stream.end(body);
      stream.resume();
    })
    .catch((error: unknown) => {
      report(error);
      stream.destroy();
    });
}
