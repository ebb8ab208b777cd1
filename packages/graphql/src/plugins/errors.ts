import type { Logger } from '@bellwether/platform';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/**
 * Errors that clients are told about; everything else is said to be internal. BAD_REQUEST: the request or its query is
 * not well formed. BAD_USER_INPUT: one of its values is not what is asked for. QUERY_TOO_COMPLEX: it asks for too much at
 * once, and RATE_LIMITED: too much too often. PERSISTED_QUERY_…: a document's id is not known, or only known ones are answered.
 */
export type GatewayErrorCode =
  | 'BAD_REQUEST'
  | 'BAD_USER_INPUT'
  | 'FORBIDDEN'
  | 'PERSISTED_QUERY_NOT_FOUND'
  | 'PERSISTED_QUERY_ONLY'
  | 'QUERY_TOO_COMPLEX'
  | 'RATE_LIMITED'
  | 'TOO_MANY_SUBSCRIPTIONS'
  | 'UNAUTHENTICATED';

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

/** Several mistakes of one request, found before any of it was done. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super(errors.map(({ message }) => message).join('; '));
    this.errors = errors;
  }
}

/** Our own errors whose code and message are made for clients. */
const TOLD: ReadonlySet<unknown> = new Set([
  'STALE',
  'BAD_CURSOR',
  'SLOW_READER',
  'TOO_MANY_SUBSCRIPTIONS',
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
    return { message: 'internal error', ...where, extensions: { code: 'INTERNAL' } };
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
