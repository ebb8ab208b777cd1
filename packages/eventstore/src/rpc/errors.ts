import { MissingMetadataError } from '../codec/proposed-message.ts';
import { InvalidReadError } from '../codec/read-messages.ts';
import { MalformedUuidError } from '../codec/uuid-field.ts';
import { CorruptIndexError } from '../index/table-file.ts';
import { CorruptLogError, LogWriteError } from '../log/errors.ts';
import { InvalidAppendError } from '../store/append.ts';
import { InvalidFilterError } from '../store/regex.ts';
import { SlowConsumerError, StreamDeletedError } from '../subscriptions/sink.ts';
import { errors } from '../transport/protocol-errors.ts';
import { GRPC, GrpcError } from '../transport/status.ts';

/** Turns what store and codec throw into what clients understand. Nothing internal leaves but damage to data, which must be seen. */
export function toGrpcError(error: unknown): GrpcError {
  if (error instanceof MissingMetadataError) return errors.missingMetadata();
  if (error instanceof StreamDeletedError) return errors.streamDeleted(error.stream);
  if (error instanceof SlowConsumerError)
    return new GrpcError(GRPC.ABORTED, `Operation timed out: ${error.message}`);
  if (
    error instanceof InvalidAppendError ||
    error instanceof MalformedUuidError ||
    error instanceof InvalidFilterError ||
    error instanceof InvalidReadError
  )
    return new GrpcError(GRPC.INVALID_ARGUMENT, error.message);
  if (error instanceof LogWriteError)
    return errors.notReady('the server cannot write at present; nothing was stored');
  if (error instanceof CorruptLogError || error instanceof CorruptIndexError)
    return new GrpcError(GRPC.DATA_LOSS, error.message);
  return new GrpcError(GRPC.INTERNAL, 'internal server error');
}
