import { join } from 'node:path';
import { clickHouseUrl } from '@bellwether/servers/click-house';
import {
  eventStoreAuthority,
  eventStoreUrl,
  type EventStoreUser,
} from '@bellwether/servers/event-store';
import { roleUrl } from '@bellwether/servers/postgres-roles';
import { secretOf, type Secrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';

/** Where everything is reached, with the credentials of those who need it. */
export interface Addresses {
  readonly nats: string;
  readonly eventStoreCommands: string;
  readonly eventStoreProjections: string;
  readonly eventStoreProcesses: string;
  readonly eventStoreCli: string;
  readonly databaseOwner: string;
  readonly databaseProjector: string;
  readonly databaseReader: string;
  readonly clickHouseProjections: string;
  readonly clickHouseMarketData: string;
  readonly clickHouseAnalyst: string;
  readonly redisProjections: string;
  readonly redisMarketData: string;
  readonly redisGateway: string;
  readonly gateway: string;
}

/** Addresses of a local installation; a server that is somebody else's is reached by its own URL. */
export function addressesOf(settings: LocalSettings, secrets: Secrets): Addresses {
  const { host, ports, databaseUrl, clickHouseUrl: houseUrl, eventStoreUrl: storeUrl } = settings;
  const role = (name: 'bellwether_owner' | 'bellwether_projector' | 'bellwether_reader'): string =>
    databaseUrl ?? roleUrl(name, secretOf(secrets.postgres, name), host, ports.postgres);
  const house = (user: string): string =>
    houseUrl ?? clickHouseUrl(host, ports.clickHouse, user, secretOf(secrets.clickHouse, user));
  const store = (user: EventStoreUser): string =>
    storeUrl ?? eventStoreAddress(settings, secrets, user);
  const redis = (user: string): string =>
    `redis://${user}:${secretOf(secrets.redis, user)}@${host}:${ports.redis}`;
  return {
    nats: `${host}:${ports.nats}`,
    eventStoreCommands: store('commands'),
    eventStoreProjections: store('projections'),
    eventStoreProcesses: store('processes'),
    eventStoreCli: store('cli'),
    databaseOwner: role('bellwether_owner'),
    databaseProjector: role('bellwether_projector'),
    databaseReader: role('bellwether_reader'),
    clickHouseProjections: house('projections'),
    clickHouseMarketData: house('market_data'),
    clickHouseAnalyst: house('analyst'),
    redisProjections: redis('projections'),
    redisMarketData: redis('market_data'),
    redisGateway: redis('gateway'),
    gateway: `http://${host}:${ports.gateway}`,
  };
}

/** TLS asks for servers by name: an address is none. */
export const EVENT_STORE_NAME = 'localhost';

/** Connection string of the local event store for one of its users. */
export function eventStoreAddress(
  settings: LocalSettings,
  secrets: Secrets,
  user: EventStoreUser | 'admin',
): string {
  return eventStoreUrl(EVENT_STORE_NAME, settings.ports.eventStore, {
    user,
    password: secretOf(secrets.eventStore, user),
    authorityFile: eventStoreAuthority(eventStoreDirectory(settings)),
  });
}

/** Where the local event store keeps its data. */
export function eventStoreDirectory({ directory }: LocalSettings): string {
  return join(directory, 'event-store');
}
