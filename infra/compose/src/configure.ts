// Writes the configuration files of NATS and Redis, the event store's certificate and the signers' keys into the volumes of those who read them.
import { chmodSync, copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepCertificate } from '@bellwether/eventstore/certificate';
import { provideKeyPair } from '@bellwether/local/keys';
import { natsServerConfig } from '@bellwether/nats/server-config';
import { redisConfig } from '@bellwether/servers/redis';
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
    marketDataPassword: passwordOf('REDIS', 'market_data'),
    gatewayPassword: passwordOf('REDIS', 'gateway'),
  }),
  { mode: 0o644 },
);

const certificate = {
  authority: join(directory, 'eventstore-authority', 'ca.crt'),
  certificate: join(directory, 'eventstore', 'node.crt'),
  privateKey: join(directory, 'eventstore', 'node.key'),
};
await keepCertificate(certificate, {
  // The name that EventStoreDB asks of every node.
  commonName: 'eventstoredb-node',
  hosts: ['eventstore', 'localhost', '127.0.0.1'],
  key: 'rsa',
});
const signers = ['writer', 'auditor', 'gateway'].map((signer) => join(directory, signer, signer));
for (const signer of signers) provideKeyPair(`${signer}.key`, `${signer}.pub`);
// Who checks what the gateway signs has the public half alone.
copyFileSync(
  join(directory, 'gateway', 'gateway.pub'),
  join(directory, 'gateway-public', 'gateway.pub'),
);
// Those who use them run as users of their own, and nothing else has their volumes.
for (const file of [certificate.privateKey, ...signers.map((signer) => `${signer}.key`)])
  chmodSync(file, 0o644);
