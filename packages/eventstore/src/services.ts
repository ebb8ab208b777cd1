import type { Settings } from './config/options.ts';
import type { PersistentSubscriptions } from './persistent/registry.ts';
import type { Projections } from './projections/registry.ts';
import type { Gate } from './security/gate.ts';
import type { EventStore } from './store/event-store.ts';
import type { SubscriptionHub } from './subscriptions/hub.ts';

/** Everything behind the port. */
export interface Services {
  readonly settings: Settings;
  readonly store: EventStore;
  readonly hub: SubscriptionHub;
  readonly gate: Gate;
  readonly subscriptions: PersistentSubscriptions;
  readonly projections: Projections;
}
