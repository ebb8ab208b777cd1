// Writes the configuration files of NATS and Redis into the volumes that those two read.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsServerConfig } from '@bellwether/nats';
import { redisConfig } from '@bellwether/servers';
import { PASSWORD_VARIABLES, readPartitions, readPasswords } from './settings.ts';

/** Inside the network of the containers everything listens everywhere; outside only what compose publishes. */
const ANYWHERE = '0.0.0.0';

const directory = process.env['CONFIG_DIRECTORY'] ?? '/etc/bellwether';
const names = PASSWORD_VARIABLES.filter((name) => /^(NATS|REDIS)_/.test(name));
const passwordOf = readPasswords(names, process.env);

writeFileSync(
  join(directory, 'nats', 'nats.conf'),
  natsServerConfig({
    host: ANYWHERE,
    port: 4_222,
    monitorPort: 8_222,
    storeDirectory: '/data',
    partitions: readPartitions(process.env),
    passwordOf: (user) => passwordOf('NATS', user),
  }),
  { mode: 0o600 },
);
// Redis reads it as a user of its own; the passwords in it are hashed.
writeFileSync(
  join(directory, 'redis', 'redis.conf'),
  redisConfig({
    host: ANYWHERE,
    port: 6_379,
    directory: '/data',
    projectionsPassword: passwordOf('REDIS', 'projections'),
    gatewayPassword: passwordOf('REDIS', 'gateway'),
  }),
  { mode: 0o644 },
);
