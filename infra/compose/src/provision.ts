// Brings streams, roles, tables and users of the composed servers to the state that the services expect.
import { provisionNats } from '@bellwether/local/topology';
import { connectClickHouse } from '@bellwether/platform/click-house';
import { readConfig } from '@bellwether/platform/config';
import { migrateReadModels } from '@bellwether/projections';
import { provisionEventStore } from '@bellwether/servers/event-store-users';
import { provisionPostgres, roleUrl } from '@bellwether/servers/postgres-roles';
import { Type } from 'typebox';
import { clickHouseUsers } from './click-house-users.ts';
import { PASSWORD_VARIABLES, readPartitions, readPasswords } from './settings.ts';

const names = PASSWORD_VARIABLES.filter((name) => /^(EVENTSTORE|POSTGRES|CLICKHOUSE)_/.test(name));
const passwordOf = readPasswords([...names, 'NATS_PROVISIONER_PASSWORD'], process.env);
const {
  NATS_URL,
  EVENTSTORE_HOST,
  EVENTSTORE_PORT,
  EVENTSTORE_AUTHORITY_FILE,
  POSTGRES_HOST,
  POSTGRES_PORT,
  CLICKHOUSE_ENDPOINT,
} = readConfig(
  Type.Object({
    NATS_URL: Type.String(),
    EVENTSTORE_HOST: Type.String(),
    EVENTSTORE_PORT: Type.Integer({ default: 2_113 }),
    EVENTSTORE_AUTHORITY_FILE: Type.String({ description: 'Whose certificates are trusted, PEM' }),
    POSTGRES_HOST: Type.String(),
    POSTGRES_PORT: Type.Integer({ default: 5_432 }),
    CLICKHOUSE_ENDPOINT: Type.String({ pattern: '^[^/:]+:[0-9]+$' }),
  }),
  process.env,
);

await provisionNats(NATS_URL, passwordOf('NATS', 'provisioner'), readPartitions(process.env));

await provisionEventStore({
  host: EVENTSTORE_HOST,
  port: EVENTSTORE_PORT,
  authorityFile: EVENTSTORE_AUTHORITY_FILE,
  adminPassword: passwordOf('EVENTSTORE', 'admin'),
  passwordOf: (user) => passwordOf('EVENTSTORE', user),
});

const superuser = `postgres://postgres:${passwordOf('POSTGRES', 'postgres')}@${POSTGRES_HOST}:${POSTGRES_PORT}/postgres`;
await provisionPostgres(superuser, (role) => passwordOf('POSTGRES', role));
const owner = 'bellwether_owner';
await migrateReadModels(
  roleUrl(owner, passwordOf('POSTGRES', owner), POSTGRES_HOST, POSTGRES_PORT),
);

const admin = connectClickHouse(
  `http://admin:${passwordOf('CLICKHOUSE', 'admin')}@${CLICKHOUSE_ENDPOINT}`,
  'provision',
);
try {
  for (const query of clickHouseUsers((user) => passwordOf('CLICKHOUSE', user)))
    await admin.command({ query });
} finally {
  await admin.close();
}
