import type { Logger } from '@bellwether/platform/log';
import type { Actor } from '@bellwether/domain';
import { movedSince, progressOf } from '@bellwether/projections/read-model';
import websocket from '@fastify/websocket';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { buildSchema, NoSchemaIntrospectionCustomRule, type GraphQLSchema } from 'graphql';
import { handleProtocols } from 'graphql-ws';
import { mercurius, type IResolvers } from 'mercurius';
import type { GatewayDependencies } from './context.ts';
import { addExplorer } from './explorer/explorer.ts';
import { Documents } from './operation/documents.ts';
import { RULES } from './operation/rules.ts';
import { formatErrors } from './plugins/errors.ts';
import { RateLimit, type Rate } from './plugins/rate-limit.ts';
import type { GatewayUsers } from './plugins/users.ts';
import { changeResolvers } from './resolvers/changes.ts';
import { quoteChangeResolvers } from './resolvers/feeds.ts';
import { marketChangeResolvers } from './resolvers/market-changes.ts';
import { mutationResolvers } from './resolvers/mutations.ts';
import { queryResolvers } from './resolvers/queries.ts';
import { subscriptionResolvers } from './resolvers/subscriptions.ts';
import { SCALARS } from './schema/scalars.ts';
import { SCHEMA } from './schema/schema.ts';
import { SharedReads } from './subscriptions/shared-reads.ts';
import { SharedLook } from './subscriptions/shared-look.ts';
import { addDoors, type Trusted } from './transport/doors.ts';
import { addHttpRoutes } from './transport/http.ts';
import { webSocketHandler } from './transport/websocket.ts';

export interface GatewayOptions extends GatewayDependencies {
  readonly logger: Logger;
  readonly users: GatewayUsers;
  /** From where it may be asked; default: by addresses and `localhost`, from no other pages than its own. */
  readonly trusted?: Trusted | undefined;
  /** Requests and WebSockets' messages of one address; default `ADDRESS_RATE`. */
  readonly addressRate?: Rate | undefined;
  /** Cost of operations of one user, 1 and as many objects as each asks for; default `USER_RATE`. */
  readonly userRate?: Rate | undefined;
  /** What clients may name instead of sending it; default: nothing. */
  readonly documents?: Documents | undefined;
  /** How long a request may take to arrive whole, ms; default 10,000. */
  readonly requestMs?: number | undefined;
  /** Dev profile: introspection, and GraphiQL. */
  readonly explorer?: boolean | undefined;
}

const ADDRESS_RATE: Rate = { perSecond: 2_000, burst: 4_000 };
/** An object with all its fields takes about 50 µs: what comes at once holds others up for a quarter of a second. */
const USER_RATE: Rate = { perSecond: 5_000, burst: 5_000 };
const NOBODY_ELSE: Trusted = { hosts: [], origins: [] };

declare module 'fastify' {
  interface FastifyRequest {
    /** Who sent the request; absent where a route needs nobody, or is told later. */
    user: Actor | undefined;
  }
}

const REQUEST_MS = 10_000;
const KEEP_ALIVE_MS = 30_000;
/** Requests and sockets together. */
const CONNECTIONS_MAX = 10_000;
const WS_MESSAGE_BYTES_MAX = 16 * 1_024;

/** Builds the gateway; the caller listens, or tests it by `inject`. */
export async function buildApp(options: GatewayOptions): Promise<FastifyInstance> {
  const { logger, users, explorer = false, trusted = NOBODY_ELSE } = options;
  const { requestMs = REQUEST_MS, documents = new Documents() } = options;
  const userRate = new RateLimit(options.userRate ?? USER_RATE);
  const addressRate = new RateLimit(options.addressRate ?? ADDRESS_RATE);
  const app = Fastify({
    loggerInstance: logger,
    // A request that trickles in holds a connection, and later memory: the whole of it has to be here by then.
    requestTimeout: requestMs,
    http: { headersTimeout: requestMs, connectionsCheckingInterval: requestMs / 5 },
    keepAliveTimeout: KEEP_ALIVE_MS,
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.decorateRequest('user');
  const schema = buildSchema(SCHEMA);
  addSubscriptions(schema, options);
  const { db } = options.readModels;
  const sharedLook = new SharedLook({
    progress: () => progressOf(db),
    movedSince: (position, concerned) => movedSince(db, position, concerned),
    wakes: options.changes.wakes,
    logger,
  });
  app.addHook('onClose', () => sharedLook.stop());
  const rules = [...RULES, ...(explorer ? [] : [NoSchemaIntrospectionCustomRule])];

  await app.register(websocket, {
    options: {
      maxPayload: WS_MESSAGE_BYTES_MAX,
      handleProtocols,
    },
  });
  // Behind the plugin that tells WebSockets from other requests, before all routes.
  addDoors(app as unknown as FastifyInstance, { users, logger, trusted, addressRate });
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
    userRate,
    documents,
    logger,
    wsHandler: webSocketHandler({
      schema,
      rules,
      users,
      documents,
      userRate,
      addressRate,
      logger,
    }),
  });
  if (explorer) addExplorer(built);
  return built;
}

/** mercurius would do it only together with its own WebSocket protocol. */
function addSubscriptions(schema: GraphQLSchema, options: GatewayOptions): void {
  const fields = schema.getSubscriptionType()?.getFields();
  const followed = { ...options, reads: new SharedReads() };
  const resolvers = {
    ...subscriptionResolvers(options).Subscription,
    ...changeResolvers(followed),
    ...marketChangeResolvers(followed),
    ...quoteChangeResolvers(options),
  };
  for (const [name, resolver] of Object.entries(resolvers))
    Object.assign(fields?.[name] ?? {}, resolver);
}
