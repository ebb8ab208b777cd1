import type { Logger } from '@bellwether/platform/log';
import type { Actor } from '@bellwether/domain';
import type { WebSocket, WebsocketHandler } from '@fastify/websocket';
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
import type { RequestContext } from '../context.ts';
import { checkTokens } from '../operation/cost.ts';
import type { Documents } from '../operation/documents.ts';
import { checkOperation, readDocument } from '../operation/operation.ts';
import { formatErrors, gatewayError, RequestError } from '../plugins/errors.ts';
import { addressKey, type RateLimit } from '../plugins/rate-limit.ts';
import type { GatewayUsers } from '../plugins/users.ts';
import { unauthenticated } from './doors.ts';

export interface WebSocketOptions {
  readonly schema: GraphQLSchema;
  readonly rules: readonly ValidationRule[];
  readonly users: GatewayUsers;
  /** What clients may name instead of sending it. */
  readonly documents: Documents;
  /** What operations of one user cost. */
  readonly userRate: RateLimit;
  /** Messages of one address. */
  readonly addressRate: RateLimit;
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
/** How often it is looked whether a user is still who it was, ms. */
const RECHECK_MS = 1_000;
const SUBSCRIPTIONS_MAX = 50;
/** What may wait for a client that does not read; more ends its socket, bytes. */
const UNREAD_BYTES_MAX = 1_024 * 1_024;
/** Close code of a client that asks too much: policy violation, RFC 6455, 7.4.1. */
const TOO_MUCH = 1008;
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
export function webSocketHandler(options: WebSocketOptions): WebsocketHandler {
  const { logger, users, addressRate } = options;
  const server = subscriptionServer(options);
  return (socket, { ip }) => {
    const address = addressKey(ip);
    const peer: Peer = {};
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise((resolve) => {
            // What is sent to a socket that is closing is lost; its end ends its subscriptions.
            if (socket.readyState !== socket.OPEN) return resolve();
            if (socket.bufferedAmount > UNREAD_BYTES_MAX) socket.terminate();
            socket.send(text, () => resolve());
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (receive) =>
          socket.on('message', (data: Buffer, isBinary) => {
            // What comes behind a mistake is not looked at.
            if (socket.readyState !== socket.OPEN) return;
            if (addressRate.wait(address) > 0) return socket.close(TOO_MUCH, 'too many messages');
            const text = data.toString();
            if (isBinary || !isFromClient(text))
              return socket.close(CloseCode.BadRequest, 'Invalid message received');
            receive(text).catch((error: unknown) => {
              logger.error({ err: error }, 'a message was not handled');
              socket.close(CloseCode.InternalServerError, 'internal error');
            });
          }),
      },
      peer,
    );
    const stopPinging = keepAlive(socket);
    const stopChecking = endWithUser(socket, peer, users);
    socket.once('close', (code, reason) => {
      stopPinging();
      stopChecking();
      void closed(code, reason.toString());
    });
  };
}

function subscriptionServer(options: WebSocketOptions): Server<Peer> {
  const { users, logger } = options;
  return makeServer<Record<string, unknown> | undefined, Peer>({
    connectionInitWaitTimeout: INIT_WAIT_MS,
    onConnect: ({ connectionParams = {}, extra }) => {
      const user = users.of(connectionParams['authorization'] ?? connectionParams['Authorization']);
      if (user !== undefined) extra.user = user;
      return user !== undefined;
    },
    onSubscribe: (socket, _, payload) => {
      try {
        return argumentsOf(socket, payload, options);
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
  { query: text, operationName, variables, extensions }: SubscribeMessage['payload'],
  { schema, rules, documents, userRate }: WebSocketOptions,
): ExecutionArgs {
  const { user } = extra;
  if (user === undefined) throw unauthenticated();
  if (Object.keys(subscriptions).length > SUBSCRIPTIONS_MAX)
    throw gatewayError(
      'TOO_MANY_SUBSCRIPTIONS',
      `a socket carries at most ${SUBSCRIPTIONS_MAX} subscriptions`,
    );
  const query = documents.textOf({ query: text, extensions });
  userRate.take(user.name, checkTokens(query));
  const document = readDocument(schema, query, rules);
  const cost = checkOperation(schema, document, { operationName, variables }, (kind) =>
    kind === OperationTypeNode.SUBSCRIPTION
      ? undefined
      : gatewayError('BAD_REQUEST', 'sockets carry subscriptions; send anything else over HTTP'),
  );
  userRate.take(user.name, 1 + cost);
  const contextValue: RequestContext = { user };
  return { schema, document, operationName, variableValues: variables, contextValue };
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

/** Closes the socket of who is no user any more, or another one than it was. */
function endWithUser(socket: WebSocket, peer: Peer, users: GatewayUsers): () => void {
  const timer = setInterval(() => {
    if (peer.user === undefined || users.knows(peer.user)) return;
    // Who does not answer the close is not waited for.
    if (socket.readyState === socket.OPEN) socket.close(CloseCode.Forbidden, 'Forbidden');
    else socket.terminate();
  }, RECHECK_MS);
  return () => clearInterval(timer);
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
