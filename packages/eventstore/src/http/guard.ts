import { isIP } from 'node:net';
import type { Gate } from '../security/gate.ts';
import { GrpcError } from '../transport/status.ts';
import { text, type HttpHandler, type HttpRequest, type HttpResponse } from './router.ts';

const LOG_IN: HttpResponse = {
  ...text('Unauthorized', 401),
  headers: { 'www-authenticate': 'Basic realm="event store", charset="UTF-8"' },
};

/** A name in the Host header that a browser can have been tricked into resolving to this machine is refused. */
function isTrustedHost(host: string | undefined, trusted: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
  return isIP(name) !== 0 || name === 'localhost' || name === trusted;
}

export interface GuardOptions {
  readonly gate: Gate;
  /** Host name besides `localhost` and addresses under which the server is known. */
  readonly hostName: string | undefined;
}

/** A browser may be made to send a POST by any page that its user visits: only our own page's are taken. */
const isForeign = ({ method, origin, host }: HttpRequest): boolean =>
  method !== 'GET' && method !== 'HEAD' && origin !== undefined && URL.parse(origin)?.host !== host;

/** Lets only users of one of `groups` reach what begins with one of `prefixes`; in insecure mode that is everybody on this machine. */
export const guarded =
  (
    { gate, hostName }: GuardOptions,
    groups: readonly string[],
    prefixes: readonly string[],
    handler: HttpHandler,
  ): HttpHandler =>
  async (request: HttpRequest) => {
    if (
      !prefixes.some((prefix) => request.path === prefix || request.path.startsWith(`${prefix}/`))
    )
      return undefined;
    if (!isTrustedHost(request.host, hostName)) return text('Misdirected Request', 421);
    if (isForeign(request)) return text('Forbidden', 403);
    try {
      const user = await gate.identify(request.authorization);
      if (user === undefined) return LOG_IN;
      if (!user.groups.some((group) => groups.includes(group))) return text('Forbidden', 403);
    } catch (error) {
      if (error instanceof GrpcError) return LOG_IN;
      throw error;
    }
    return handler(request);
  };
