import type { Services } from '../services.ts';
import type { GrpcMethod, GrpcMethods } from '../transport/grpc-method.ts';
import { gossipMethods, type NodeIdentity } from './cluster/gossip.ts';
import { serverFeaturesMethods } from './cluster/server-features.ts';
import type { RpcContext } from './context.ts';
import { persistentMethods } from './persistent/methods.ts';
import { projectionsMethods } from './projections/methods.ts';
import { streamsMethods } from './streams/methods.ts';
import { usersMethods } from './users/methods.ts';

export type { NodeIdentity };

/** Every gRPC method that is served. */
export function grpcMethods(services: Services, identity: () => NodeIdentity): GrpcMethods {
  const { settings, store, hub, gate, subscriptions, projections } = services;
  const context: RpcContext = { store, hub, access: gate.access, settings };
  const methods: Map<string, GrpcMethod> = new Map([
    ...streamsMethods(context),
    ...persistentMethods(context, subscriptions),
    ...projectionsMethods(context, projections),
    ...(gate.users === undefined ? [] : usersMethods(gate.users)),
    ...gossipMethods(identity, settings.now),
    ...serverFeaturesMethods(() => methods.keys(), settings.version),
  ]);
  return methods;
}
