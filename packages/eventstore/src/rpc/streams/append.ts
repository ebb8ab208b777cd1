import {
  readAppendRequest,
  readDeleteRequest,
  writePosition,
  type AppendTarget,
} from '../../codec/append-messages.ts';
import { writeAppendWrongVersion, writeSuccess } from '../../codec/append-responses.ts';
import { isMetastream, originalStreamOf } from '../../store/stream-metadata.ts';
import type { AppendReply, AppendResult } from '../../store/append.ts';
import { appendSizeOf, type ProposedEvent } from '../../event/event.ts';
import type { Call } from '../../transport/call.ts';
import type { ClientStreamMethod, UnaryMethod } from '../../transport/grpc-method.ts';
import type { RpcContext } from '../context.ts';
import { errors } from '../../transport/protocol-errors.ts';
import { toGrpcError } from '../errors.ts';

/** Checks that a user may append; a metadata stream is guarded by its original's `$mw`. @throws GrpcError */
export function checkWrite(context: RpcContext, call: Call, stream: string): void {
  if (isMetastream(stream))
    context.access.stream(call.user, originalStreamOf(stream), 'writeMetadata');
  else context.access.stream(call.user, stream, 'write');
}

/** Memory that an event takes besides what it says, bytes. */
export const HELD_PER_EVENT = 256;

/** Streams/Append: one append for each call. */
export const append = (context: RpcContext): ClientStreamMethod => ({
  kind: 'client-stream',
  endless: false,
  open: (call) => {
    let target: AppendTarget | undefined;
    const events: ProposedEvent[] = [];
    let bytes = 0;
    return {
      message(request) {
        const { options, event } = readAppendRequest(request);
        if (options !== undefined) {
          checkWrite(context, call, options.stream);
          target = options;
        }
        if (event === undefined) return;
        bytes += appendSizeOf(event);
        const { maxAppendSize } = context.settings;
        if (bytes > maxAppendSize) throw errors.maximumAppendSizeExceeded(maxAppendSize);
        events.push(event);
      },
      end() {
        if (target === undefined) return call.end(errors.notReady('the append had no options'));
        const { stream, expected } = target;
        const reply = limited(context, call, (result) => respond(call, stream, expected, result));
        try {
          return context.store.append({ stream, expected, events }, reply);
        } catch (error) {
          return call.end(toGrpcError(error));
        }
      },
      get held() {
        return bytes + events.length * HELD_PER_EVENT;
      },
    };
  },
});

/** Answers with a time-out if the append is not durable in time; what is decided later is not told any more. */
function limited(context: RpcContext, call: Call, reply: AppendReply): AppendReply {
  const timer = setTimeout(() => call.end(errors.timeout()), context.settings.commitTimeoutMs);
  call.onEnd(() => clearTimeout(timer));
  return call.settling(reply);
}

function respond(call: Call, stream: string, expected: number, result: AppendResult): void {
  switch (result.kind) {
    case 'appended':
      call.send((writer) => writeSuccess(writer, 1, result.revision, result.position));
      return call.end();
    case 'wrong-expected-revision':
      call.send((writer) => writeAppendWrongVersion(writer, result.current, expected));
      return call.end();
    case 'stream-deleted':
      return call.end(errors.streamDeleted(stream));
    case 'failed':
      return call.end(toGrpcError(result.error));
  }
}

/** Streams/Delete and Streams/Tombstone. */
export const remove = (context: RpcContext, how: 'delete' | 'tombstone'): UnaryMethod => ({
  kind: 'unary',
  handle: async (request, call) => {
    const { stream, expected } = readDeleteRequest(request);
    context.access.stream(call.user, stream, 'delete');
    const { promise, resolve } = Promise.withResolvers<AppendResult>();
    context.store[how](stream, expected, limited(context, call, resolve));
    const result = await promise;
    if (result.kind === 'wrong-expected-revision')
      throw errors.wrongExpectedVersion(stream, expected, result.current);
    if (result.kind === 'stream-deleted') throw errors.streamDeleted(stream);
    if (result.kind === 'failed') throw result.error;
    const { position } = result;
    return (writer) => {
      if (position === undefined) writer.empty(2);
      else writePosition(writer, 1, position);
    };
  },
});
