import { isIP } from 'node:net';
import { RareLog, type Logger } from '@bellwether/platform/log';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { formatErrors, gatewayError } from '../plugins/errors.ts';
import { addressKey, type RateLimit } from '../plugins/rate-limit.ts';
import type { GatewayUsers } from '../plugins/users.ts';

/** From where the gateway may be asked. */
export interface Trusted {
  /** Names beside `localhost` under which it is known. Addresses need not be listed: no name leads to them by deceit. */
  readonly hosts: readonly string[];
  /** Origins of pages, beside its own, whose scripts may use it: `https://trade.example`. */
  readonly origins: readonly string[];
}

export interface DoorOptions {
  readonly users: GatewayUsers;
  readonly logger: Logger;
  readonly trusted: Trusted;
  /** Requests of one address. */
  readonly addressRate: RateLimit;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Who is let in without a token: `open`: everybody, `socket`: a WebSocket, which says who it is in its first message.
     * A route that says nothing lets in nobody.
     */
    readonly access?: 'open' | 'socket';
  }
}

/** No other site may show, guess the type of, or be told about what is answered; a page that needs more says so itself. */
const HEADERS = {
  'content-security-policy': "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  // What one user is told is not kept for the next.
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * What every request passes, whatever route it takes and however its target is written: it must be for us, from a page
 * that may, not too often, and of somebody who is known. OWASP ASVS 5.0, 3.4 and 6.1.
 */
export function addDoors(app: FastifyInstance, options: DoorOptions): void {
  const strangers = new RareLog(options.logger, 'a request of somebody who is not known');
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    try {
      demandForUs(request, options.trusted);
      options.addressRate.take(addressKey(request.ip));
      request.user = options.users.of(request.headers.authorization);
      if (request.user !== undefined || needsNobody(request)) return;
      // Whoever sends no token at all has made a mistake; a wrong one may be a guess.
      const { authorization } = request.headers;
      if (authorization !== undefined) strangers.note({ address: addressKey(request.ip) });
      throw unauthenticated();
    } catch (error) {
      await refuse(reply, error, options.logger);
    }
  });
}

function needsNobody({ routeOptions, ws }: FastifyRequest): boolean {
  const { access } = routeOptions.config;
  return access === 'open' || (access === 'socket' && ws);
}

/** What is told who is not known. */
export function unauthenticated(): GraphQLError {
  return gatewayError('UNAUTHENTICATED', 'send Authorization: Bearer <token>', 401);
}

/** Answers a request of which nothing was done. @param status where the error itself has none. */
export async function refuse(
  reply: FastifyReply,
  error: unknown,
  logger: Logger,
  status = 200,
): Promise<void> {
  const extensions = error instanceof GraphQLError ? error.extensions : {};
  const { status: own, retryAfter } = extensions;
  if (typeof retryAfter === 'number') void reply.header('retry-after', retryAfter);
  await reply
    .code(typeof own === 'number' ? own : status)
    .send(refused(formatErrors([error], logger)));
}

function refused(errors: readonly GraphQLFormattedError[]): object {
  return { data: null, errors };
}

/** @throws GraphQLError where the request is for another host, or a page sent it that may not. */
function demandForUs({ raw }: FastifyRequest, trusted: Trusted): void {
  const { url = '', headers, rawHeaders } = raw;
  if (!/^\/(?!\/)/.test(url))
    throw gatewayError('BAD_REQUEST', 'the target of a request is a path', 400);
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && /^host$/i.test(name));
  if (hosts.length > 1) throw gatewayError('BAD_REQUEST', 'a request has one Host', 400);
  const { host, origin } = headers;
  if (!isTrustedHost(host, trusted))
    throw gatewayError('BAD_REQUEST', 'this host is not served here (GATEWAY_TRUSTED_HOSTS)', 421);
  if (!isTrustedOrigin(origin, host, trusted))
    throw gatewayError(
      'FORBIDDEN',
      'pages of this origin may not ask (GATEWAY_TRUSTED_ORIGINS)',
      403,
    );
}

/** Whether a Host header is ours: a name that a browser can have been tricked into resolving to us is not. */
export function isTrustedHost(host: string | undefined, { hosts }: Trusted): boolean {
  const name = (host ?? '')
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
  return isIP(name) !== 0 || name === 'localhost' || hosts.includes(name);
}

/** Whether a page may ask: our own, those listed, and what is no page, as only browsers send an Origin. */
export function isTrustedOrigin(
  origin: string | undefined,
  host: string | undefined,
  { origins }: Trusted,
): boolean {
  return origin === undefined || origin === `http://${host}` || origins.includes(origin);
}
