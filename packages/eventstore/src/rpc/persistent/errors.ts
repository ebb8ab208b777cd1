import { GroupError } from '../../persistent/registry.ts';
import { InvalidSettingsError } from '../../persistent/settings.ts';
import { GRPC, GrpcError } from '../../transport/status.ts';
import { toGrpcError } from '../errors.ts';

const trailers = (exception: string, stream: string, group: string): Record<string, string> => ({
  exception,
  'stream-name': stream,
  'group-name': group,
});

/** Errors of persistent subscriptions, as clients know them. */
export const persistentErrors = {
  exists: (stream: string, group: string): GrpcError =>
    new GrpcError(
      GRPC.ALREADY_EXISTS,
      `Subscription group ${group} on stream ${stream} exists.`,
      trailers('persistent-subscription-exists', stream, group),
    ),
  missing: (stream: string, group: string): GrpcError =>
    new GrpcError(
      GRPC.NOT_FOUND,
      `Subscription group ${group} on stream ${stream} does not exist.`,
      trailers('persistent-subscription-does-not-exist', stream, group),
    ),
  failed: (stream: string, group: string, reason: string): GrpcError =>
    new GrpcError(
      GRPC.INTERNAL,
      `Subscription group ${group} on stream ${stream} failed: '${reason}'`,
      { ...trailers('persistent-subscription-failed', stream, group), reason },
    ),
  maximumSubscribers: (stream: string, group: string): GrpcError =>
    new GrpcError(
      GRPC.FAILED_PRECONDITION,
      `Maximum subscriptions reached for subscription group ${group} on stream ${stream}.`,
      trailers('maximum-subscribers-reached', stream, group),
    ),
  dropped: (stream: string, group: string): GrpcError =>
    new GrpcError(
      GRPC.CANCELLED,
      `Subscription group ${group} on stream ${stream} was dropped.`,
      trailers('persistent-subscription-dropped', stream, group),
    ),
};

/** Turns errors of the registry into the protocol's. */
export function persistentError(error: unknown, stream: string, group: string): GrpcError {
  if (error instanceof InvalidSettingsError)
    return persistentErrors.failed(stream, group, error.message);
  if (!(error instanceof GroupError))
    return error instanceof GrpcError ? error : toGrpcError(error);
  switch (error.problem) {
    case 'exists':
      return persistentErrors.exists(stream, group);
    case 'missing':
      return persistentErrors.missing(stream, group);
    case 'not-stored':
      return persistentErrors.failed(stream, group, 'the change could not be stored');
  }
}
