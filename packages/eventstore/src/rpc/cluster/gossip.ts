import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { GrpcMethod } from '../../transport/grpc-method.ts';
import { stubMethod } from '../stub.ts';

/** This node's name for itself and where clients reach it. */
export interface NodeIdentity {
  readonly instanceId: string;
  readonly host: string;
  readonly port: number;
}

/** Gossip/Read: a cluster of one, which leads. */
export const gossipMethods = (
  identity: () => NodeIdentity,
  now: () => number,
): [string, GrpcMethod][] => [
  stubMethod(gossipGrpc.GossipService.read, () => {
    const { instanceId, host, port } = identity();
    const id = new shared.UUID();
    id.setString(instanceId);
    const endPoint = new gossip.EndPoint();
    endPoint.setAddress(host);
    endPoint.setPort(port);
    const member = new gossip.MemberInfo();
    member.setInstanceId(id);
    // .NET ticks of 100 ns.
    member.setTimeStamp(`${now()}0000`);
    member.setState(gossip.MemberInfo.VNodeState.LEADER);
    member.setIsAlive(true);
    member.setHttpEndPoint(endPoint);
    const cluster = new gossip.ClusterInfo();
    cluster.setMembersList([member]);
    return cluster;
  }),
];
