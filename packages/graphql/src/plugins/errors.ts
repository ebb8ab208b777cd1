import type { Logger } from '@bellwether/platform';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';

/** Errors that clients are told about; everything else is said to be internal. */
export type GatewayErrorCode = 'BAD_REQUEST' | 'FORBIDDEN' | 'UNAUTHENTICATED';

/** An error that a client may read. */
export function gatewayError(code: GatewayErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Our own errors whose code and message are made for clients. */
const TOLD: ReadonlySet<string> = new Set([
  'STALE',
  'BAD_CURSOR',
  'SLOW_READER',
  'TOO_MANY_SUBSCRIPTIONS',
]);

/**
 * What a client is told of an error: those of the query itself and our own in full, anything else as INTERNAL, while
 * the log gets all of it.
 */
function formatError(error: GraphQLError, logger: Logger): GraphQLFormattedError {
  const { originalError } = error;
  const code = codeOf(originalError) ?? codeOf(error.extensions);
  const ours = originalError === undefined || originalError instanceof GraphQLError;
  if (ours || (code !== undefined && TOLD.has(code))) {
    const { message, locations, path } = error;
    return {
      message,
      ...(locations === undefined ? {} : { locations }),
      ...(path === undefined ? {} : { path }),
      extensions: { code: code ?? 'BAD_REQUEST' },
    };
  }
  logger.error({ err: originalError, path: error.path }, 'a resolver failed');
  return {
    message: 'internal error',
    extensions: { code: 'INTERNAL' },
    ...(error.path ? { path: error.path } : {}),
  };
}

/** The response to an execution that had errors: the data that could be had, and what went wrong. */
export function formatExecution(
  execution: ExecutionResult,
  logger: Logger,
): { statusCode: number; response: ExecutionResult } {
  const errors = (execution.errors ?? []).map(
    (error) => formatError(error, logger) as GraphQLError,
  );
  return { statusCode: 200, response: { data: execution.data ?? null, errors } };
}

function codeOf(value: unknown): string | undefined {
  const code = (value as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
