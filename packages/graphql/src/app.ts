import type { Logger } from '@bellwether/platform';
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@bellwether/domain';
import websocket from '@fastify/websocket';
import Fastify, { LogController, type FastifyInstance, type FastifyRequest } from 'fastify';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { mercurius, type IResolvers } from 'mercurius';
import type { GatewayDependencies } from './context.ts';
import { addExplorer } from './explorer/explorer.ts';
import { formatExecution, gatewayError } from './plugins/errors.ts';
import type { GatewayUsers } from './plugins/users.ts';
import { mutationResolvers } from './resolvers/mutations.ts';
import { queryResolvers } from './resolvers/queries.ts';
import { subscriptionResolvers } from './resolvers/subscriptions.ts';
import { SCALARS } from './schema/scalars.ts';
import { SCHEMA } from './schema/schema.ts';

export interface GatewayOptions extends GatewayDependencies {
  readonly logger: Logger;
  readonly users: GatewayUsers;
  /** Dev profile: introspection, and GraphiQL, which works at once with this bearer token. */
  readonly explorer?: { readonly token: string } | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request; absent where a route needs nobody. */
    user: Actor | undefined;
  }
}

const BODY_BYTES_MAX = 64 * 1_024;
const QUERY_DEPTH_MAX = 8;
const WS_MESSAGE_BYTES_MAX = 16 * 1_024;
/** Messages waiting in a socket before it is considered too slow. */
const WS_HIGH_WATER_MARK = 256;

/** Builds the gateway; the caller listens, or tests it by `inject`. */
export async function buildApp(options: GatewayOptions): Promise<FastifyInstance> {
  const { logger, users, explorer } = options;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_BYTES_MAX,
  });
  app.decorateRequest('user');

  app.addHook('onRequest', async (request, reply) => {
    // A WebSocket says who it is in its first message, see `onConnect`.
    if (!request.url.startsWith('/graphql') || request.headers.upgrade !== undefined) return;
    if (request.url.startsWith('/graphiql')) return;
    request.user = users.of(request.headers.authorization);
    if (request.user !== undefined) return;
    const { message, extensions } = gatewayError(
      'UNAUTHENTICATED',
      'send Authorization: Bearer <token>',
    );
    await reply.code(401).send({ data: null, errors: [{ message, extensions }] });
  });

  // Registered before mercurius would do it with its own, larger limits.
  await app.register(websocket, {
    options: {
      maxPayload: WS_MESSAGE_BYTES_MAX,
      verifyClient: ({ req }: { req: IncomingMessage }) => isSameOrigin(req.headers),
    },
  });
  await app.register(mercurius, {
    schema: SCHEMA,
    resolvers: {
      ...SCALARS,
      ...queryResolvers(options),
      ...mutationResolvers(options),
      ...subscriptionResolvers(options),
    } as unknown as IResolvers,
    graphiql: false,
    path: '/graphql',
    queryDepth: QUERY_DEPTH_MAX,
    allowBatchedQueries: false,
    context: ({ user }: FastifyRequest) => ({ user }),
    validationRules: explorer === undefined ? [NoSchemaIntrospectionCustomRule] : [],
    errorFormatter: (execution) => formatExecution(execution, logger),
    subscription: {
      queueHighWaterMark: WS_HIGH_WATER_MARK,
      onConnect: ({ payload }: { payload: unknown }) => {
        const { authorization, Authorization } = (payload ?? {}) as Record<string, unknown>;
        const user = users.of(authorization ?? Authorization);
        // What is returned becomes part of the subscriptions' context.
        return user !== undefined && { user };
      },
    },
    additionalRouteOptions: { bodyLimit: BODY_BYTES_MAX },
  });
  const built = app as unknown as FastifyInstance;
  if (explorer !== undefined) addExplorer(built, explorer.token);
  return built;
}

/** A browser says where a page comes from: pages of other sites may not open sockets here. Other clients say nothing. */
function isSameOrigin({ origin, host }: IncomingMessage['headers']): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
