import persistentGrpc from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { PersistentSubscriptions } from '../../persistent/registry.ts';
import type { GrpcMethod } from '../../transport/grpc-method.ts';
import type { RpcContext } from '../context.ts';
import { stubMethod } from '../stub.ts';
import { persistentError, persistentErrors } from './errors.ts';
import { subscriptionInfo } from './info.ts';
import { persistentRead } from './read.ts';
import { filterOf, nameOf, settingsOf, streamOf } from './requests.ts';

const { CreateResp, DeleteResp, GetInfoResp, ListResp, ReplayParkedResp, UpdateResp } = persistent;
const service = persistentGrpc.PersistentSubscriptionsService;

async function translating<T>(
  stream: string,
  group: string,
  act: () => Promise<T> | T,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw persistentError(error, stream, group);
  }
}

/** PersistentSubscriptions: all of its methods. */
export function persistentMethods(
  context: RpcContext,
  subscriptions: PersistentSubscriptions,
): [string, GrpcMethod][] {
  const { access } = context;
  subscriptions.onDrop = ({ source, group, consumers }, reason) => {
    const error =
      reason === 'dropped'
        ? persistentErrors.dropped(source.stream, group)
        : persistentErrors.missing(source.stream, group);
    for (const consumer of consumers) consumer.call.end(error);
  };
  return [
    [service.read.path, persistentRead(context, subscriptions)],
    stubMethod(service.create, async (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      const [stream, group] = [streamOf(options), options.getGroupName()];
      const source = { stream, filter: filterOf(options) };
      await translating(stream, group, () =>
        subscriptions.create(source, group, settingsOf(options)),
      );
      return new CreateResp();
    }),
    stubMethod(service.update, async (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      const [stream, group] = [streamOf(options), options.getGroupName()];
      await translating(stream, group, () =>
        subscriptions.update(stream, group, settingsOf(options)),
      );
      return new UpdateResp();
    }),
    stubMethod(service.delete, async (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      const stream = options.hasAll() ? '$all' : nameOf(options.getStreamIdentifier());
      const group = options.getGroupName();
      await translating(stream, group, () => subscriptions.delete(stream, group));
      return new DeleteResp();
    }),
    ...inspection(context, subscriptions),
  ];
}

function inspection(
  { access }: RpcContext,
  subscriptions: PersistentSubscriptions,
): [string, GrpcMethod][] {
  return [
    stubMethod(service.getInfo, async (request, call) => {
      access.statistics(call.user);
      const options = request.getOptions()!;
      const stream = options.hasAll() ? '$all' : nameOf(options.getStreamIdentifier());
      const group = options.getGroupName();
      const found = await translating(stream, group, () => subscriptions.get(stream, group));
      const response = new GetInfoResp();
      response.setSubscriptionInfo(subscriptionInfo(found));
      return response;
    }),
    stubMethod(service.list, (request, call) => {
      access.statistics(call.user);
      const forStream = request.getOptions()?.getListForStream();
      const stream =
        forStream?.hasAll() === true ? '$all' : forStream && nameOf(forStream.getStream());
      const found = subscriptions.list(stream);
      if (stream !== undefined && found.length === 0) throw persistentErrors.missing(stream, '');
      const response = new ListResp();
      response.setSubscriptionsList(found.map(subscriptionInfo));
      return response;
    }),
    stubMethod(service.replayParked, async (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      const stream = options.hasAll() ? '$all' : nameOf(options.getStreamIdentifier());
      const group = options.getGroupName();
      const found = await translating(stream, group, () => subscriptions.get(stream, group));
      found.replayParked(options.hasStopAt() ? Number(options.getStopAt()) : undefined);
      return new ReplayParkedResp();
    }),
    stubMethod(service.restartSubsystem, async (_request, call) => {
      access.operations(call.user);
      await subscriptions.restart();
      return new shared.Empty();
    }),
  ];
}
