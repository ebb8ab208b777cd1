import type { Logger } from '@bellwether/platform/log';
import type { WebsocketHandler } from '@fastify/websocket';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode, parse, type GraphQLError } from 'graphql';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { RequestContext } from '../context.ts';
import { checkTokens } from '../operation/cost.ts';
import type { AskedFor, Documents } from '../operation/documents.ts';
import { checkOperation, type Asked } from '../operation/operation.ts';
import { gatewayError } from '../plugins/errors.ts';
import type { RateLimit } from '../plugins/rate-limit.ts';
import { refuse, unauthenticated } from './doors.ts';

export interface HttpOptions {
  /** What operations of one user cost. */
  readonly userRate: RateLimit;
  /** What clients may name instead of sending it. */
  readonly documents: Documents;
  readonly logger: Logger;
  /** Takes over where a client asks for a WebSocket. */
  readonly wsHandler: WebsocketHandler;
}

const BODY_BYTES_MAX = 64 * 1_024;

const object = Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]);
const REQUEST = Compile(
  Type.Object({
    query: Type.Optional(Type.String()),
    documentId: Type.Optional(Type.Union([Type.Null(), Type.String({ maxLength: 200 })])),
    operationName: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    variables: Type.Optional(object),
    extensions: Type.Optional(object),
  }),
);

/** What hooks of the execution are told beside what resolvers are. */
interface HttpContext extends RequestContext {
  readonly query: string;
  readonly asked: Asked;
  readonly method: string;
}
type MercuriusHttpContext = HttpContext & { app: never; reply: never };

/** `/graphql` over HTTP: queries by GET and POST, mutations by POST, of who has a token. */
export function addHttpRoutes(
  app: FastifyInstance,
  { userRate, documents, logger, wsHandler }: HttpOptions,
): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/graphql', { parseAs: 'string' }, (_, query, done) =>
    done(null, { query }),
  );
  const common = {
    url: '/graphql',
    bodyLimit: BODY_BYTES_MAX,
    errorHandler: (error: FastifyError, _: FastifyRequest, reply: FastifyReply) => {
      const { statusCode = 500, message } = error;
      const told = statusCode < 500 ? gatewayError('BAD_REQUEST', message) : error;
      void refuse(reply, told, logger, statusCode);
    },
  };
  const run = async (read: () => unknown, request: FastifyRequest, reply: FastifyReply) => {
    try {
      const { query: text, documentId, extensions, ...asked } = readRequest(read());
      const query = documents.textOf({ query: text, documentId, extensions });
      const { user, method } = request;
      // Whatever way led here: without somebody who asks there is no context to answer in.
      if (user === undefined) throw unauthenticated();
      const context: HttpContext = { user, query, asked, method };
      return await app.graphql(query, { ...context }, undefined, asked.operationName ?? undefined);
    } catch (error) {
      return refuse(reply, error, logger);
    }
  };
  addExecutionHooks(app, userRate);
  app.route<{ Querystring: Record<string, unknown> }>({
    ...common,
    method: 'GET',
    config: { access: 'socket' },
    wsHandler,
    handler: async (request, reply) => run(() => fromUrl(request.query), request, reply),
  });
  app.post('/graphql', common, async (request, reply) => run(() => request.body, request, reply));
}

function addExecutionHooks(app: FastifyInstance, userRate: RateLimit): void {
  app.graphql.addHook('preParsing', (_, source) => {
    checkTokens(source);
    // mercurius takes JSON for a syntax tree and runs it; here it is what it is: no query.
    if (isJson(source)) parse(source);
  });
  // What was asked before in the same words is not validated again. It takes up to 25 µs a token.
  app.graphql.addHook<MercuriusHttpContext>(
    'preValidation',
    (_schema, _document, { query, user }) => {
      userRate.take(user.name, checkTokens(query));
    },
  );
  app.graphql.addHook<MercuriusHttpContext>(
    'preExecution',
    (schema, document, { asked, method, user }) => {
      const cost = checkOperation(schema, document, asked, (kind) => refusalOf(kind, method));
      userRate.take(user.name, 1 + cost);
      return asked.variables ? { variables: asked.variables } : undefined;
    },
  );
}

function refusalOf(kind: OperationTypeNode, method: string): GraphQLError | undefined {
  if (kind === OperationTypeNode.SUBSCRIPTION)
    return gatewayError('BAD_REQUEST', 'subscribe over a WebSocket (graphql-transport-ws)');
  return kind === OperationTypeNode.MUTATION && method !== 'POST'
    ? gatewayError('BAD_REQUEST', 'send mutations by POST', 405)
    : undefined;
}

/** @throws a BAD_REQUEST error that says what is wrong with it. */
function readRequest(given: unknown): Asked & AskedFor {
  if (REQUEST.Check(given)) return given;
  const [first] = REQUEST.Errors(given);
  const where = first?.instancePath ? `${first.instancePath.slice(1)} is not` : 'this is not';
  throw gatewayError(
    'BAD_REQUEST',
    `a request is an object {query or documentId: text, variables?: object, operationName?: text}; ${where}`,
    400,
  );
}

/** In a URL variables and extensions are JSON. @throws a BAD_REQUEST error where they are not. */
function fromUrl(parameters: Readonly<Record<string, unknown>>): unknown {
  const given: Record<string, unknown> = { ...parameters };
  for (const name of ['variables', 'extensions']) {
    const text = given[name];
    if (typeof text !== 'string') continue;
    if (!isJson(text)) throw gatewayError('BAD_REQUEST', `${name} is not JSON`, 400);
    given[name] = JSON.parse(text);
  }
  return given;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
