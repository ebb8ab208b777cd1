import type { Settings } from '../config/options.ts';
import type { Access } from '../security/access.ts';
import type { EventStore } from '../store/event-store.ts';
import type { SubscriptionHub } from '../subscriptions/hub.ts';

/** What every RPC handler works with. */
export interface RpcContext {
  readonly store: EventStore;
  readonly hub: SubscriptionHub;
  readonly access: Access;
  readonly settings: Settings;
}
