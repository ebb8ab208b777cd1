import type { Logger } from '@bellwether/platform/log';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** Errors that clients are told about, by code: what each says, for people. Everything else is said to be internal. */
export const GATEWAY_ERRORS = {
  BAD_REQUEST: 'The request or its query is not well formed.',
  BAD_USER_INPUT: 'A value of the request is not what is asked for.',
  FORBIDDEN: 'The policy does not let the caller ask this.',
  PERSISTED_QUERY_NOT_FOUND: 'No document of this id is known.',
  PERSISTED_QUERY_ONLY: 'Only documents that are known are answered.',
  QUERY_TOO_COMPLEX: 'The query asks for too much at once.',
  RATE_LIMITED: 'Too much too often: ask again after `Retry-After` seconds.',
  TOO_MANY_SUBSCRIPTIONS: 'The caller has as many subscriptions open as it may.',
  UNAUTHENTICATED: 'The request has no token, or an unknown one.',
} as const;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

/** Errors of other parts whose code and message are made for clients, by code. */
export const TOLD_ERRORS = {
  STALE: 'The read models have not reached the position `after` in time: ask again.',
  AMBIGUOUS: 'What is asked for is several things: ask again with what the message says.',
  BAD_CURSOR: 'The cursor is none of this list.',
  UNAVAILABLE:
    'The read models or market data do not answer: ask again, or subscribe again from your last position.',
  SLOW_READER: 'The subscriber reads more slowly than changes come: subscribe again.',
} as const;

/** What is said of all other errors; the log of the gateway has them in full. */
export const INTERNAL_ERROR = 'INTERNAL';

/**
 * An error that a client may read.
 * @param status of HTTP, where the answer to a query is not simply 200.
 * @param more for who answers; the client is not told.
 */
export function gatewayError(
  code: GatewayErrorCode,
  message: string,
  status?: number,
  more?: Readonly<Record<string, unknown>>,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, status, ...more } });
}

/** Somebody whom the gateway asks does not answer: ask again. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly code = 'UNAVAILABLE';
}

/** Several mistakes of one request, found before any of it was done. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

const TOLD: ReadonlySet<unknown> = new Set([
  ...Object.keys(TOLD_ERRORS),
  'TOO_MANY_SUBSCRIPTIONS' satisfies GatewayErrorCode,
]);

/**
 * What a client is told of errors: of mistakes of its own and of refusals everything, of anything else INTERNAL, while
 * the log gets all of it.
 * @param errors of graphql-js, or whatever else was thrown.
 */
export function formatErrors(
  errors: readonly unknown[],
  logger: Logger,
): readonly GraphQLFormattedError[] {
  return errors.flatMap(mistakesOf).map((error) => formatError(error, logger));
}

/** Libraries put the mistakes of a request into one error of their own. */
function mistakesOf(error: unknown): readonly GraphQLError[] {
  const { errors } = ((error instanceof GraphQLError ? error.originalError : error) ?? {}) as {
    readonly errors?: unknown;
  };
  if (Array.isArray(errors) && errors.every((one) => one instanceof GraphQLError)) return errors;
  if (error instanceof GraphQLError) return [error];
  const originalError = error instanceof Error ? error : new Error(String(error));
  return [new GraphQLError(originalError.message, { originalError })];
}

function formatError(error: GraphQLError, logger: Logger): GraphQLFormattedError {
  const { message, locations, path } = error;
  const code = codeOf(error);
  const where = path === undefined ? {} : { path };
  if (code === undefined) {
    logger.error({ err: error.originalError ?? error, path }, 'a resolver failed');
    return { message: 'internal error', ...where, extensions: { code: INTERNAL_ERROR } };
  }
  return {
    message,
    ...(locations === undefined ? {} : { locations }),
    ...where,
    extensions: { code },
  };
}

/** The code that a client is told; undefined where it is not told what went wrong. */
function codeOf({ originalError, extensions, path }: GraphQLError): string | undefined {
  const cause = originalError as { readonly code?: unknown; readonly nodes?: unknown } | undefined;
  if (cause !== undefined && !(cause instanceof GraphQLError))
    return TOLD.has(cause.code) ? (cause.code as string) : undefined;
  if (typeof extensions['code'] === 'string') return extensions['code'];
  if (path === undefined) return 'BAD_REQUEST';
  // With a path it was thrown while a field was resolved: about its arguments graphql-js says where they stand in the
  // query, about a value that we cannot put into words it does not.
  return cause?.nodes === undefined ? undefined : 'BAD_USER_INPUT';
}
