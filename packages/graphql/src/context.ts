import type { CommandClient } from '@bellwether/client';
import type { Actor } from '@bellwether/domain';
import type { ReadModels } from '@bellwether/projections/read-model';
import type { FeedDoor } from './feeds/feed-door.ts';
import type { ChangeBridge } from './subscriptions/change-bridge.ts';

/** What resolvers work with. */
export interface GatewayDependencies {
  /** Of a NATS user that may speak for the gateway's users. */
  readonly commands: CommandClient;
  readonly readModels: ReadModels;
  readonly changes: ChangeBridge;
  readonly feeds: FeedDoor;
}

/** What resolvers are told about a request. */
export interface RequestContext {
  /** Who asks. */
  readonly user: Actor;
}
