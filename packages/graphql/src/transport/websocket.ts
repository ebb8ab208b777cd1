import type { Logger } from '@bellwether/platform';
import type { Actor } from '@bellwether/domain';
import type { WebSocket } from '@fastify/websocket';
import {
  GraphQLError,
  OperationTypeNode,
  subscribe,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import {
  CloseCode,
  makeServer,
  MessageType,
  parseMessage,
  type Context,
  type Server,
  type SubscribeMessage,
} from 'graphql-ws';
import { checkOperation, readDocument } from '../operation/operation.ts';
import { formatErrors, gatewayError, RequestError } from '../plugins/errors.ts';
import type { GatewayUsers } from '../plugins/users.ts';

export interface WebSocketOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly users: GatewayUsers;
  readonly logger: Logger;
}

/** What a socket is remembered by. */
interface Peer {
  user?: Actor;
}

type Socket = Context<Record<string, unknown> | undefined, Peer>;

/** How long a client may take to say who it is, ms. */
const INIT_WAIT_MS = 3_000;
/** How often a client is asked whether it is still there; without an answer by the next time its socket is ended, ms. */
const PING_MS = 12_000;
const SUBSCRIPTIONS_MAX = 50;
/** Types of the messages that clients send; any other is a mistake. */
const FROM_CLIENTS: ReadonlySet<MessageType> = new Set([
  MessageType.ConnectionInit,
  MessageType.Ping,
  MessageType.Pong,
  MessageType.Subscribe,
  MessageType.Complete,
]);

/**
 * Serves subscriptions by the protocol graphql-transport-ws: `connection_init` with `Authorization`, then `subscribe`.
 * Mistakes in a query are told as over HTTP; mistakes in the protocol close the socket with the protocol's codes.
 */
export function webSocketHandler(options: WebSocketOptions): (socket: WebSocket) => void {
  const { logger } = options;
  const server = subscriptionServer(options);
  return (socket) => {
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise((resolve) => {
            // What is sent to a socket that is closing is lost; its end ends its subscriptions.
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(text, () => resolve());
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data: Buffer, isBinary) => {
            // What comes behind a mistake is not looked at.
            if (socket.readyState !== socket.OPEN) return;
            const text = data.toString();
            if (isBinary || !isFromClient(text))
              return socket.close(CloseCode.BadRequest, 'Invalid message received');
            receive(text).catch((error: unknown) => {
              logger.error({ err: error }, 'a message was not handled');
              socket.close(CloseCode.InternalServerError, 'internal error');
            });
          }),
      },
      {},
    );
    const stopPinging = keepAlive(socket);
    socket.once('close', (code, reason) => {
      stopPinging();
      void closed(code, reason.toString());
    });
  };
}

function subscriptionServer({ schema, rules, users, logger }: WebSocketOptions): Server<Peer> {
  return makeServer<Record<string, unknown> | undefined, Peer>({
    connectionInitWaitTimeout: INIT_WAIT_MS,
    onConnect: ({ connectionParams = {}, extra }) => {
      const user = users.of(connectionParams['authorization'] ?? connectionParams['Authorization']);
      if (user !== undefined) extra.user = user;
      return user !== undefined;
    },
    onSubscribe: (socket, _, payload) => {
      try {
        return argumentsOf(socket, payload, { schema, rules });
      } catch (error) {
        return [error instanceof GraphQLError ? error : wrapped(error as Error)];
      }
    },
    subscribe: subscribeOrFail,
    onNext: (_socket, _id, _payload, _args, { errors, data }) =>
      errors && { data: data ?? null, errors: formatErrors(errors, logger) },
    onError: (_socket, _id, _payload, errors) => formatErrors(errors, logger),
  });
}

/** What is to be executed. @throws GraphQLError or RequestError, made for the client. */
function argumentsOf(
  { extra, subscriptions }: Socket,
  { query, operationName, variables }: SubscribeMessage['payload'],
  { schema, rules }: Pick<WebSocketOptions, 'schema' | 'rules'>,
): ExecutionArgs {
  if (Object.keys(subscriptions).length > SUBSCRIPTIONS_MAX)
    throw gatewayError(
      'TOO_MANY_SUBSCRIPTIONS',
      `a socket carries at most ${SUBSCRIPTIONS_MAX} subscriptions`,
    );
  const document = readDocument(schema, query, rules);
  checkOperation(schema, document, { operationName, variables }, (kind) =>
    kind === OperationTypeNode.SUBSCRIPTION
      ? undefined
      : gatewayError('BAD_REQUEST', 'sockets carry subscriptions; send anything else over HTTP'),
  );
  const context = { user: extra.user };
  return { schema, document, operationName, variableValues: variables, contextValue: context };
}

/** A subscription that does not come about ends with an `error` message, like one whose query is wrong. */
async function subscribeOrFail(args: ExecutionArgs): Promise<AsyncIterable<ExecutionResult>> {
  const result = await subscribe(args);
  return Symbol.asyncIterator in result ? result : failed(result.errors ?? []);
}

/** As graphql-ws hands on what a subscription throws; `onError` takes it apart again. */
function wrapped(originalError: Error): GraphQLError {
  return new GraphQLError(originalError.message, { originalError });
}

// oxlint-disable-next-line require-yield -- it only fails
async function* failed(errors: readonly GraphQLError[]): AsyncGenerator<never> {
  throw new RequestError(errors);
}

function isFromClient(text: string): boolean {
  try {
    return FROM_CLIENTS.has(parseMessage(text).type);
  } catch {
    return false;
  }
}

/** Ends a socket whose other side is gone without saying so. */
function keepAlive(socket: WebSocket): () => void {
  let heard = true;
  socket.on('pong', () => (heard = true));
  const timer = setInterval(() => {
    if (!heard) return socket.terminate();
    heard = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}
