import { randomUUID } from 'node:crypto';
import {
  readPersistentRequest,
  writePersistentConfirmation,
  writePersistentEvent,
  type ConnectOptions,
} from '../../codec/persistent-messages.ts';
import type { WireReader } from '../../codec/wire-reader.ts';
import { Consumer } from '../../persistent/consumer.ts';
import { shownTo } from '../../persistent/message.ts';
import type { PersistentSubscriptions } from '../../persistent/registry.ts';
import type { PersistentSubscription } from '../../persistent/subscription.ts';
import type { Call } from '../../transport/call.ts';
import type { ClientStreamMethod } from '../../transport/grpc-method.ts';
import { GRPC, GrpcError } from '../../transport/status.ts';
import type { RpcContext } from '../context.ts';
import { persistentError, persistentErrors } from './errors.ts';

/** PersistentSubscriptions/Read: events one way, acknowledgements the other. */
export const persistentRead = (
  context: RpcContext,
  subscriptions: PersistentSubscriptions,
): ClientStreamMethod => ({
  kind: 'client-stream',
  endless: true,
  open: (call) => {
    let connection: { subscription: PersistentSubscription; consumer: Consumer } | undefined;
    return {
      message(reader: WireReader) {
        const request = readPersistentRequest(reader);
        if (request === undefined) return;
        if (request.kind === 'connect') {
          if (connection !== undefined)
            throw new GrpcError(GRPC.INVALID_ARGUMENT, 'already connected to a subscription group');
          connection = connect(context, subscriptions, call, request.options);
          return;
        }
        if (connection === undefined)
          throw new GrpcError(GRPC.INVALID_ARGUMENT, 'the first message must name a group');
        const { subscription, consumer } = connection;
        if (request.kind === 'ack') subscription.ack(consumer, request.ids);
        else subscription.nack(consumer, request.ids, request.action, request.reason);
      },
      end: () => call.end(),
    };
  },
});

function connect(
  context: RpcContext,
  subscriptions: PersistentSubscriptions,
  call: Call,
  options: ConnectOptions,
): { subscription: PersistentSubscription; consumer: Consumer } {
  const { stream, group, structuredIds } = options;
  let subscription: PersistentSubscription;
  try {
    if (stream === '$all') context.access.readAll(call.user);
    else context.access.stream(call.user, stream, 'read');
    subscription = subscriptions.get(stream, group);
  } catch (error) {
    throw persistentError(error, stream, group);
  }
  const { settings, consumers } = subscription;
  if (settings.maxSubscriberCount > 0 && consumers.size >= settings.maxSubscriberCount)
    throw persistentErrors.maximumSubscribers(stream, group);
  const mayRead = (name: string): boolean => context.access.mayRead(call.user, name);
  const consumer = new Consumer(call, options.bufferSize, settings.extraStatistics, (message) =>
    call.send((writer) => writePersistentEvent(writer, shownTo(mayRead, message), structuredIds)),
  );
  call.send((writer) => writePersistentConfirmation(writer, `${stream}::${group}:${randomUUID()}`));
  call.onEnd(() => subscription.disconnect(consumer));
  subscription.connect(consumer);
  return { subscription, consumer };
}
