import projectionsGrpc from '@eventstore/db-client/generated/projections_grpc_pb.js';
import projectionsPb from '@eventstore/db-client/generated/projections_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import struct from 'google-protobuf/google/protobuf/struct_pb.js';
import type { ServerVersion } from '../../config/options.ts';
import { ProjectionFault } from '../../projections/handler.ts';
import {
  ProjectionError,
  type NewProjection,
  type Projections,
} from '../../projections/registry.ts';
import type { GrpcMethod } from '../../transport/grpc-method.ts';
import { GRPC, GrpcError } from '../../transport/status.ts';
import type { RpcContext } from '../context.ts';
import { toGrpcError } from '../errors.ts';
import { stubMethod } from '../stub.ts';
import { statisticsMethod } from './statistics.ts';

const service = projectionsGrpc.ProjectionsService;
const {
  CreateResp,
  DeleteResp,
  DisableResp,
  EnableResp,
  ResetResp,
  ResultResp,
  StateResp,
  UpdateResp,
} = projectionsPb;

const CODES = {
  exists: GRPC.ALREADY_EXISTS,
  running: GRPC.FAILED_PRECONDITION,
  invalid: GRPC.INVALID_ARGUMENT,
} as const;

/** A missing projection is UNKNOWN for clients of 23.10 and NOT_FOUND since. */
function projectionError(error: unknown, version: ServerVersion): GrpcError {
  if (error instanceof GrpcError) return error;
  if (error instanceof ProjectionFault) return new GrpcError(GRPC.UNKNOWN, error.message);
  if (!(error instanceof ProjectionError)) return toGrpcError(error);
  const missing = version === '23.10.8' ? GRPC.UNKNOWN : GRPC.NOT_FOUND;
  return new GrpcError(error.problem === 'missing' ? missing : CODES[error.problem], error.message);
}

function newProjection(options: projectionsPb.CreateReq.Options): NewProjection {
  const query = options.getQuery();
  const continuous = options.getContinuous();
  const transient = options.getTransient();
  const emits = continuous?.getEmitEnabled() ?? false;
  const tracks = continuous?.getTrackEmittedStreams() ?? false;
  if (tracks && !emits)
    throw new ProjectionError('invalid', 'streams can be tracked only by a projection that emits');
  const name = continuous?.getName() ?? transient?.getName() ?? `onetime-${Date.now()}`;
  const mode = continuous ? 'Continuous' : transient ? 'Transient' : 'OneTime';
  return { name, mode, query, emitEnabled: emits, trackEmittedStreams: tracks };
}

/** JSON text as a protobuf Value; what is empty is {}. */
function valueOf(text: string): struct.Value {
  const parsed: unknown = text === '' ? {} : JSON.parse(text);
  return struct.Value.fromJavaScript((parsed ?? {}) as struct.JavaScriptValue);
}

/** Projections: all ten methods. */
export function projectionsMethods(
  { access, settings }: RpcContext,
  projections: Projections,
): [string, GrpcMethod][] {
  const act = async <T>(what: () => Promise<T> | T): Promise<T> => {
    try {
      return await what();
    } catch (error) {
      throw projectionError(error, settings.version);
    }
  };
  const asked = async (
    options: { getName(): string; getPartition(): string } | undefined,
    what: 'state' | 'result',
  ): Promise<struct.Value> => {
    const projection = projections.get(options?.getName() ?? '');
    const text = await projection.handler?.[what](options?.getPartition() ?? '');
    return valueOf(text ?? '');
  };
  return [
    stubMethod(service.create, (request, call) => {
      access.operations(call.user);
      return act(async () => {
        await projections.create(newProjection(request.getOptions()!));
        return new CreateResp();
      });
    }),
    stubMethod(service.update, (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      const emits = options.hasEmitEnabled() ? options.getEmitEnabled() : undefined;
      return act(async () => {
        await projections.update(options.getName(), options.getQuery(), emits);
        return new UpdateResp();
      });
    }),
    stubMethod(service.delete, (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      return act(async () => {
        await projections.delete(options.getName(), {
          emittedStreams: options.getDeleteEmittedStreams(),
          stateStream: options.getDeleteStateStream(),
          checkpointStream: options.getDeleteCheckpointStream(),
        });
        return new DeleteResp();
      });
    }),
    stubMethod(service.enable, (request, call) => {
      access.operations(call.user);
      return act(async () => {
        await projections.enable(request.getOptions()!.getName());
        return new EnableResp();
      });
    }),
    stubMethod(service.disable, (request, call) => {
      access.operations(call.user);
      const options = request.getOptions()!;
      return act(async () => {
        await projections.disable(options.getName(), options.getWriteCheckpoint());
        return new DisableResp();
      });
    }),
    stubMethod(service.reset, (request, call) => {
      access.operations(call.user);
      return act(async () => {
        await projections.reset(request.getOptions()!.getName());
        return new ResetResp();
      });
    }),
    stubMethod(service.state, (request, call) => {
      access.statistics(call.user);
      return act(async () => {
        const response = new StateResp();
        response.setState(await asked(request.getOptions(), 'state'));
        return response;
      });
    }),
    stubMethod(service.result, (request, call) => {
      access.statistics(call.user);
      return act(async () => {
        const response = new ResultResp();
        response.setResult(await asked(request.getOptions(), 'result'));
        return response;
      });
    }),
    stubMethod(service.restartSubsystem, async (_request, call) => {
      access.operations(call.user);
      await projections.restart();
      return new shared.Empty();
    }),
    statisticsMethod(access, projections, (error) => projectionError(error, settings.version)),
  ];
}
