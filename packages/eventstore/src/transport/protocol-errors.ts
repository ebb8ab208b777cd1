import { GRPC, GrpcError } from './status.ts';

/** The protocol's errors, with the trailers that clients read without looking whether they are there. */
export const errors = {
  wrongExpectedVersion: (stream: string, expected: number, current: number): GrpcError =>
    new GrpcError(
      GRPC.FAILED_PRECONDITION,
      `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${current}`,
      {
        exception: 'wrong-expected-version',
        'stream-name': stream,
        'expected-version': String(expected),
        'actual-version': current < 0 ? '' : String(current),
      },
    ),
  streamDeleted: (stream: string): GrpcError =>
    new GrpcError(GRPC.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
      exception: 'stream-deleted',
      'stream-name': stream,
    }),
  accessDenied: (): GrpcError =>
    new GrpcError(GRPC.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' }),
  unauthenticated: (): GrpcError => new GrpcError(GRPC.UNAUTHENTICATED, 'Unauthenticated'),
  maximumAppendSizeExceeded: (bytes: number): GrpcError =>
    new GrpcError(GRPC.INVALID_ARGUMENT, `Maximum Append Size of ${bytes} Exceeded.`, {
      exception: 'maximum-append-size-exceeded',
      'maximum-append-size': String(bytes),
    }),
  missingMetadata: (): GrpcError =>
    new GrpcError(GRPC.INVALID_ARGUMENT, 'Required Metadata Property Not Found', {
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': 'type,content-type',
    }),
  timeout: (): GrpcError =>
    new GrpcError(GRPC.ABORTED, 'Operation timed out: Commit phase timeout'),
  notReady: (message: string): GrpcError => new GrpcError(GRPC.UNAVAILABLE, message),
  notLeader: (host: string, port: number): GrpcError =>
    new GrpcError(GRPC.NOT_FOUND, 'Leader info available', {
      exception: 'not-leader',
      'leader-endpoint-host': host,
      'leader-endpoint-port': String(port),
    }),
} as const;
