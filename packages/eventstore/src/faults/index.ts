import { InvalidOptionsError, settingsOf, type EventStoreOptions } from '../config/options.ts';
import { start, type RunningEventStore } from '../server.ts';
import { FaultInjector } from './fault-injector.ts';

export { FaultInjector, type Fault } from './fault-injector.ts';

/** An event store whose calls can be made to go wrong. */
export interface FaultyEventStore extends RunningEventStore {
  readonly faults: FaultInjector;
}

/**
 * Starts an event store for tests of clients. There is no flag and no variable that enables faults in the server process, and with
 * NODE_ENV=production this refuses to start.
 * @throws InvalidOptionsError in production
 */
export async function startFaultyEventStore(options: EventStoreOptions): Promise<FaultyEventStore> {
  if (process.env['NODE_ENV'] === 'production')
    throw new InvalidOptionsError('a server with faults cannot run in production');
  const faults = new FaultInjector();
  return { ...(await start(settingsOf(options), faults)), faults };
}
