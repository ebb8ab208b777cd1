import type { GrpcMethod } from '../../transport/grpc-method.ts';
import type { RpcContext } from '../context.ts';
import { append, remove } from './append.ts';
import { batchAppend } from './batch-append.ts';
import { read } from './read.ts';

const SERVICE = '/event_store.client.streams.Streams';

export const streamsMethods = (context: RpcContext): [string, GrpcMethod][] => [
  [`${SERVICE}/Read`, read(context)],
  [`${SERVICE}/Append`, append(context)],
  [`${SERVICE}/BatchAppend`, batchAppend(context)],
  [`${SERVICE}/Delete`, remove(context, 'delete')],
  [`${SERVICE}/Tombstone`, remove(context, 'tombstone')],
];
