import type { Logger } from '@bellwether/platform';
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@bellwether/domain';
import websocket from '@fastify/websocket';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { buildSchema, NoSchemaIntrospectionCustomRule, type GraphQLSchema } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import { mercurius, type IResolvers } from 'mercurius';
import type { GatewayDependencies } from './context.ts';
import { addExplorer } from './explorer/explorer.ts';
import { RULES } from './operation/rules.ts';
import { formatErrors } from './plugins/errors.ts';
import type { GatewayUsers } from './plugins/users.ts';
import { mutationResolvers } from './resolvers/mutations.ts';
import { queryResolvers } from './resolvers/queries.ts';
import { subscriptionResolvers } from './resolvers/subscriptions.ts';
import { SCALARS } from './schema/scalars.ts';
import { SCHEMA } from './schema/schema.ts';
import { addHttpRoutes } from './transport/http.ts';
import { webSocketHandler } from './transport/websocket.ts';

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

const WS_MESSAGE_BYTES_MAX = 16 * 1_024;

/** Builds the gateway; the caller listens, or tests it by `inject`. */
export async function buildApp(options: GatewayOptions): Promise<FastifyInstance> {
  const { logger, users, explorer } = options;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.decorateRequest('user');
  const schema = buildSchema(SCHEMA);
  addSubscriptions(schema, options);
  const rules = [...RULES, ...(explorer === undefined ? [NoSchemaIntrospectionCustomRule] : [])];

  await app.register(websocket, {
    options: {
      maxPayload: WS_MESSAGE_BYTES_MAX,
      verifyClient: ({ req }: { req: IncomingMessage }) => isSameOrigin(req.headers),
      handleProtocols,
    },
  });
  await app.register(mercurius, {
    schema,
    resolvers: {
      ...SCALARS,
      ...queryResolvers(options),
      ...mutationResolvers(options),
    } as unknown as IResolvers,
    // Requests are read, and their mistakes told, in `transport`.
    routes: false,
    validationRules: rules,
    errorFormatter: ({ data, errors }) => ({
      statusCode: 200,
      response: { data: data ?? null, errors: formatErrors(errors, logger) as never },
    }),
  });
  const built = app as unknown as FastifyInstance;
  addHttpRoutes(built, {
    users,
    logger,
    wsHandler: webSocketHandler({ schema, rules, users, logger }),
  });
  if (explorer !== undefined) addExplorer(built, explorer.token);
  return built;
}

/** mercurius would do it only together with its own WebSocket protocol. */
function addSubscriptions(schema: GraphQLSchema, options: GatewayDependencies): void {
  const fields = schema.getSubscriptionType()?.getFields();
  for (const [name, resolver] of Object.entries(subscriptionResolvers(options).Subscription))
    Object.assign(fields?.[name] ?? {}, resolver);
}

/** A browser says where a page comes from: pages of other sites may not open sockets here. Other clients say nothing. */
function isSameOrigin({ origin, host }: IncomingMessage['headers']): boolean {
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === host);
}
