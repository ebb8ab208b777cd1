import type { Logger } from '@bellwether/platform';
import type { WebsocketHandler } from '@fastify/websocket';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError, OperationTypeNode, parse, type GraphQLFormattedError } from 'graphql';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { RequestContext } from '../context.ts';
import { checkTokens } from '../operation/cost.ts';
import { checkOperation, type Asked } from '../operation/operation.ts';
import { formatErrors, gatewayError } from '../plugins/errors.ts';
import type { GatewayUsers } from '../plugins/users.ts';

export interface HttpOptions {
  readonly users: GatewayUsers;
  readonly logger: Logger;
  /** Takes over where a client asks for a WebSocket. */
  readonly wsHandler: WebsocketHandler;
}

const BODY_BYTES_MAX = 64 * 1_024;

const object = Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())]);
const REQUEST = Compile(
  Type.Object({
    query: Type.String({ minLength: 1 }),
    operationName: Type.Optional(Type.Union([Type.Null(), Type.String()])),
    variables: Type.Optional(object),
    extensions: Type.Optional(object),
  }),
);

/** What hooks of the execution are told beside what resolvers are. */
interface HttpContext extends RequestContext {
  readonly asked: Asked;
  readonly method: string;
}

/** `/graphql` over HTTP: queries by GET and POST, mutations by POST, of who has a token. */
export function addHttpRoutes(
  app: FastifyInstance,
  { users, logger, wsHandler }: HttpOptions,
): void {
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/graphql', { parseAs: 'string' }, (_, query, done) =>
    done(null, { query }),
  );
  const authenticate = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    // A WebSocket says who it is in its first message.
    if (request.ws) return;
    request.user = users.of(request.headers.authorization);
    if (request.user !== undefined) return;
    const refusal = gatewayError('UNAUTHENTICATED', 'send Authorization: Bearer <token>');
    await reply.code(401).send(refused(formatErrors([refusal], logger)));
  };
  const common = {
    url: '/graphql',
    onRequest: authenticate,
    bodyLimit: BODY_BYTES_MAX,
    errorHandler: (error: FastifyError, _: FastifyRequest, reply: FastifyReply) => {
      const { statusCode = 500, message } = error;
      const told = statusCode < 500 ? gatewayError('BAD_REQUEST', message) : error;
      void reply.code(statusCode).send(refused(formatErrors([told], logger)));
    },
  };
  const run = async (read: () => unknown, request: FastifyRequest, reply: FastifyReply) => {
    try {
      const { query, ...asked } = readRequest(read());
      const context = { user: request.user, asked, method: request.method };
      return await app.graphql(query, context, undefined, asked.operationName ?? undefined);
    } catch (error) {
      const status = error instanceof GraphQLError ? error.extensions['status'] : undefined;
      return reply
        .code(typeof status === 'number' ? status : 200)
        .send(refused(formatErrors([error], logger)));
    }
  };
  addExecutionHooks(app);
  app.route<{ Querystring: Record<string, unknown> }>({
    ...common,
    method: 'GET',
    wsHandler,
    handler: async (request, reply) => run(() => fromUrl(request.query), request, reply),
  });
  app.post('/graphql', common, async (request, reply) => run(() => request.body, request, reply));
}

function addExecutionHooks(app: FastifyInstance): void {
  app.graphql.addHook('preParsing', (_, source) => {
    checkTokens(source);
    // mercurius takes JSON for a syntax tree and runs it; here it is what it is: no query.
    if (isJson(source)) parse(source);
  });
  app.graphql.addHook<HttpContext & { app: never; reply: never }>(
    'preExecution',
    (schema, document, { asked, method }) => {
      checkOperation(schema, document, asked, (kind) => refusalOf(kind, method));
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
function readRequest(given: unknown): Asked & { readonly query: string } {
  if (REQUEST.Check(given)) return given;
  const [first] = REQUEST.Errors(given);
  const where = first?.instancePath ? `${first.instancePath.slice(1)} is not` : 'this is not';
  throw gatewayError(
    'BAD_REQUEST',
    `a request is an object {query: text, variables?: object, operationName?: text}; ${where}`,
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

/** The answer to a request of which nothing was done. */
function refused(errors: readonly GraphQLFormattedError[]): object {
  return { data: null, errors };
}
