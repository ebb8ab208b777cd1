import serverFeaturesGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import serverFeatures from '@eventstore/db-client/generated/serverfeatures_pb.js';
import type { ServerVersion } from '../../config/options.ts';
import type { GrpcMethod } from '../../transport/grpc-method.ts';
import { stubMethod } from '../stub.ts';

const { SupportedMethod, SupportedMethods } = serverFeatures;

/** What a method can do beyond its name, as a single modern node says it. */
function featuresOf(service: string, method: string): string[] {
  if (service.endsWith('persistentsubscriptions')) return ['stream', 'all'];
  if (service.endsWith('streams.streams') && method === 'read') return ['position', 'events'];
  if (service.endsWith('streams.streams') && method === 'batchappend') return ['deadline_duration'];
  if (service.endsWith('projections') && method === 'create') return ['track_emitted_streams'];
  return [];
}

/** ServerFeatures/GetSupportedMethods: exactly the methods that are served. */
export const serverFeaturesMethods = (
  paths: () => Iterable<string>,
  version: ServerVersion,
): [string, GrpcMethod][] => [
  stubMethod(serverFeaturesGrpc.ServerFeaturesService.getSupportedMethods, () => {
    const methods = [...paths()].map((path) => {
      const [, service = '', method = ''] = path.toLowerCase().split('/');
      const supported = new SupportedMethod();
      supported.setServiceName(service);
      supported.setMethodName(method);
      supported.setFeaturesList(featuresOf(service, method));
      return supported;
    });
    const response = new SupportedMethods();
    response.setMethodsList(methods);
    response.setEventStoreServerVersion(version);
    return response;
  }),
];
