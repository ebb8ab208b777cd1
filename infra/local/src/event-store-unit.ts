import { join } from 'node:path';
import { eventStoreAuthority, eventStoreServer } from '@bellwether/servers/event-store';
import { provisionEventStore } from '@bellwether/servers/event-store-users';
import { EVENT_STORE_NAME, eventStoreDirectory } from './addresses.ts';
import { secretOf, type Secrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import type { Unit } from './supervisor/unit.ts';

/** The local event store: with TLS, and with its users and rights before anything connects. */
export function eventStoreUnit(settings: LocalSettings, secrets: Secrets): Unit {
  const { host } = settings;
  const port = settings.ports.eventStore;
  const directory = eventStoreDirectory(settings);
  const password = (user: string): string => secretOf(secrets.eventStore, user);
  return {
    name: 'event-store',
    needs: [],
    spec: eventStoreServer({
      host,
      port,
      directory,
      logFile: join(settings.directory, 'logs', 'event-store.log'),
      founders: { admin: password('admin'), ops: password('ops') },
    }),
    provision: () =>
      provisionEventStore({
        host: EVENT_STORE_NAME,
        port,
        authorityFile: eventStoreAuthority(directory),
        adminPassword: password('admin'),
        passwordOf: password,
      }),
    url: `https://${EVENT_STORE_NAME}:${port}`,
  };
}
