import { join } from 'node:path';
import {
  eventStoreAuthority,
  eventStoreServer,
  eventStoreUrl,
  provisionEventStore,
  type EventStoreUser,
} from '@bellwether/servers';
import { secretOf, type Secrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import type { Unit } from './supervisor/unit.ts';

/** TLS asks for servers by name: an address is none. */
const NAME = 'localhost';

/** Connection string of the local event store for one of its users. */
export function eventStoreAddress(
  settings: LocalSettings,
  secrets: Secrets,
  user: EventStoreUser | 'admin',
): string {
  return eventStoreUrl(NAME, settings.ports.eventStore, {
    user,
    password: secretOf(secrets.eventStore, user),
    authorityFile: eventStoreAuthority(directoryOf(settings)),
  });
}

/** The local event store: with TLS, and with its users and rights before anything connects. */
export function eventStoreUnit(settings: LocalSettings, secrets: Secrets): Unit {
  const { host } = settings;
  const port = settings.ports.eventStore;
  const directory = directoryOf(settings);
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
        host: NAME,
        port,
        authorityFile: eventStoreAuthority(directory),
        adminPassword: password('admin'),
        passwordOf: password,
      }),
    url: `https://${NAME}:${port}`,
  };
}

function directoryOf({ directory }: LocalSettings): string {
  return join(directory, 'event-store');
}
