import type { CommandClient } from '@bellwether/commands/client';
import type { ReadModels } from '@bellwether/projections/read-model';
import type { ChangeBridge } from './subscriptions/change-bridge.ts';

/** What resolvers work with. */
export interface GatewayDependencies {
  readonly commands: CommandClient;
  readonly readModels: ReadModels;
  readonly changes: ChangeBridge;
}
