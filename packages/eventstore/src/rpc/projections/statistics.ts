import projectionsGrpc from '@eventstore/db-client/generated/projections_grpc_pb.js';
import projectionsPb from '@eventstore/db-client/generated/projections_pb.js';
import type { Projection } from '../../projections/projection.ts';
import type { Projections } from '../../projections/registry.ts';
import type { Access } from '../../security/access.ts';
import type { GrpcMethod } from '../../transport/grpc-method.ts';
import type { GrpcError } from '../../transport/status.ts';
import { deserialized } from '../stub.ts';

const { StatisticsReq, StatisticsResp } = projectionsPb;
const { statistics } = projectionsGrpc.ProjectionsService;

const positionText = (position: number): string => `C:${position}/P:${position}`;

function detailsOf(projection: Projection): projectionsPb.StatisticsResp.Details {
  const { definition } = projection;
  const details = new StatisticsResp.Details();
  details.setCoreprocessingtime(String(Math.round(projection.busyMs)));
  details.setVersion(String(definition.version));
  details.setEpoch(String(definition.epoch));
  details.setEffectivename(definition.name);
  details.setPartitionscached(projection.handler?.partitions ?? 0);
  details.setStatus(projection.status);
  details.setStatereason(projection.reason);
  details.setName(definition.name);
  details.setMode(definition.mode);
  details.setPosition(positionText(projection.next));
  details.setProgress(projection.progress);
  details.setLastcheckpoint(positionText(projection.checkpointed));
  details.setEventsprocessedafterrestart(String(projection.processed));
  details.setBufferedevents('0');
  return details;
}

function chosen(
  projections: Projections,
  options: projectionsPb.StatisticsReq.Options | undefined,
): Projection[] {
  if (options === undefined || options.hasAll()) return projections.list();
  if (options.hasName()) return [projections.get(options.getName())];
  const mode = options.hasTransient()
    ? 'Transient'
    : options.hasOneTime()
      ? 'OneTime'
      : 'Continuous';
  return projections.list().filter(({ definition }) => definition.mode === mode);
}

/** Projections/Statistics: one message for each projection asked for. */
export const statisticsMethod = (
  access: Access,
  projections: Projections,
  toError: (error: unknown) => GrpcError,
): [string, GrpcMethod] => [
  statistics.path,
  {
    kind: 'server-stream',
    handle: async (reader, call) => {
      access.statistics(call.user);
      const request = deserialized(
        (bytes) => StatisticsReq.deserializeBinary(bytes),
        reader.buffer,
      );
      let found: Projection[];
      try {
        found = chosen(projections, request.getOptions());
      } catch (error) {
        throw toError(error);
      }
      for (const projection of found) {
        const response = new StatisticsResp();
        response.setDetails(detailsOf(projection));
        call.send((writer) => writer.raw(response.serializeBinary()));
      }
      await call.drained();
    },
  },
];
