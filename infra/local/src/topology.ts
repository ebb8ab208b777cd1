import { join } from 'node:path';
import { provisionStreams } from '@bellwether/nats/streams';
import { createLogger } from '@bellwether/platform/log';
import { connectNats } from '@bellwether/platform/nats';
import { migrateReadModels } from '@bellwether/projections';
import { clickHouseServer } from '@bellwether/servers/click-house';
import { natsServer } from '@bellwether/servers/nats';
import { nodeChild } from '@bellwether/servers/node-child';
import { postgresServer, superuserUrl, type PostgresOptions } from '@bellwether/servers/postgres';
import { provisionPostgres } from '@bellwether/servers/postgres-roles';
import { redisServer } from '@bellwether/servers/redis';
import { probeReady } from '@bellwether/servers/start-progress';
import { addressesOf, type Addresses } from './addresses.ts';
import { eventStoreUnit } from './event-store-unit.ts';
import { privateKeyFile, publicKeyFile } from './keys.ts';
import { secretOf, type Secrets } from './secrets.ts';
import type { LocalSettings } from './settings.ts';
import type { Unit } from './supervisor/unit.ts';

/** The demo's market settles every minute, and of a hundred deliveries some three fail. */
const SIMULATED_SETTLEMENT = {
  SETTLEMENT_EVERY_S: '60',
  CUSTODIAN_FAILS: '20',
  CUSTODIAN_PARTIALS: '10',
} as const;

/** What two made-up venues quote beside the demo market: its instruments, around the prices with which those begin. */
export const DEMO_PRICES = 'ACME=100.00,GLOBEX=45.25,INITECH=251.80';

/** Servers and services of a local installation. */
export function localUnits(settings: LocalSettings, secrets: Secrets): readonly Unit[] {
  const addresses = addressesOf(settings, secrets);
  return [
    ...serverUnits(settings, secrets, addresses),
    ...serviceUnits(settings, secrets, addresses),
  ];
}

function serverUnits(
  settings: LocalSettings,
  secrets: Secrets,
  addresses: Addresses,
): readonly Unit[] {
  const { host, ports } = settings;
  const directory = (name: string): string => join(settings.directory, name);
  const logFile = (name: string): string => join(settings.directory, 'logs', `${name}.log`);
  const units: Unit[] = [
    {
      name: 'nats',
      needs: [],
      spec: natsServer({
        host,
        port: ports.nats,
        monitorPort: ports.natsMonitor,
        directory: directory('nats'),
        logFile: logFile('nats'),
        partitions: settings.partitions,
        passwordOf: (user) => secretOf(secrets.nats, user),
      }),
      provision: () =>
        provisionNats(addresses.nats, secretOf(secrets.nats, 'provisioner'), settings.partitions),
      url: `nats://${addresses.nats}`,
    },
    {
      name: 'redis',
      needs: [],
      spec: redisServer({
        host,
        port: ports.redis,
        directory: directory('redis'),
        logFile: logFile('redis'),
        projectionsPassword: secretOf(secrets.redis, 'projections'),
        marketDataPassword: secretOf(secrets.redis, 'market_data'),
        gatewayPassword: secretOf(secrets.redis, 'gateway'),
      }),
    },
  ];
  if (settings.eventStoreUrl === undefined) {
    units.push(eventStoreUnit(settings, secrets));
  }
  if (settings.databaseUrl === undefined) {
    units.push(
      postgresUnit(
        secrets,
        {
          host,
          port: ports.postgres,
          directory: directory('postgres'),
          logFile: logFile('postgres'),
          superuserPassword: secretOf(secrets.postgres, 'postgres'),
        },
        addresses,
      ),
    );
  }
  if (settings.clickHouseUrl === undefined) {
    units.push({
      name: 'clickhouse',
      needs: [],
      spec: clickHouseServer({
        host,
        port: ports.clickHouse,
        opsPort: ports.clickHouseOps,
        directory: directory('clickhouse'),
        logFile: logFile('clickhouse'),
        projectionsPassword: secretOf(secrets.clickHouse, 'projections'),
        marketDataPassword: secretOf(secrets.clickHouse, 'market_data'),
        analystPassword: secretOf(secrets.clickHouse, 'analyst'),
      }),
      url: `http://${host}:${ports.clickHouse}`,
    });
  }
  return units;
}

function postgresUnit(secrets: Secrets, options: PostgresOptions, addresses: Addresses): Unit {
  return {
    name: 'postgres',
    needs: [],
    spec: postgresServer(options),
    async provision() {
      await provisionPostgres(superuserUrl(options), (role) => secretOf(secrets.postgres, role));
      await migrateReadModels(addresses.databaseOwner);
    },
  };
}

function serviceUnits(
  settings: LocalSettings,
  secrets: Secrets,
  addresses: Addresses,
): readonly Unit[] {
  const { host, ports, logLevel, partitions } = settings;
  const writers = ports.commandsOps.map((_, partition) => commandsUnit(partition));
  const service = (
    name: string,
    entry: string,
    opsPort: number,
    needs: readonly string[],
    env: Readonly<Record<string, string>>,
  ): Unit => ({
    name,
    needs: needs.filter((needed) => !isForeign(settings, needed)),
    spec: {
      name,
      prepare: async () => undefined,
      child: nodeChild(name, entry, {
        logFile: join(settings.directory, 'logs', `${name}.log`),
        env: {
          OPS_HOST: host,
          OPS_PORT: `${opsPort}`,
          LOG_LEVEL: logLevel,
          NATS_URL: addresses.nats,
          ...env,
        },
      }),
      probe: () => probeReady(`http://${host}:${opsPort}/health/ready`),
    },
  });
  const as = (user: string) => ({ NATS_USER: user, NATS_PASSWORD: secretOf(secrets.nats, user) });
  return [
    ...ports.commandsOps.map((opsPort, partition) =>
      service(
        commandsUnit(partition),
        import.meta.resolve('@bellwether/commands'),
        opsPort,
        ['nats', 'event-store'],
        {
          ...as('commands'),
          EVENTSTORE_URL: addresses.eventStoreCommands,
          WRITER_KEY_FILE: privateKeyFile(settings.directory, 'writer'),
          SNAPSHOT_DIRECTORY: join(settings.directory, 'snapshots'),
          PROFILE: 'dev',
          ACTOR_KEYS_FILE: publicKeyFile(settings.directory, 'gateway'),
          ORDER_VENUES: settings.orderVenues,
          PRIMARY_SOURCE: settings.primarySource,
          PARTITION: `${partition}`,
          PARTITIONS: `${partitions}`,
        },
      ),
    ),
    service(
      'projections',
      import.meta.resolve('@bellwether/projections'),
      ports.projectionsOps,
      ['nats', 'event-store', 'postgres', 'clickhouse', 'redis'],
      {
        ...as('projections'),
        EVENTSTORE_URL: addresses.eventStoreProjections,
        AUDITOR_KEY_FILE: privateKeyFile(settings.directory, 'auditor'),
        ANCHOR_DIRECTORY: join(settings.directory, 'anchors'),
        ANCHOR_EVERY_S: '60',
        DATABASE_URL: addresses.databaseProjector,
        CLICKHOUSE_URL: addresses.clickHouseProjections,
        REDIS_URL: addresses.redisProjections,
        PROFILE: 'dev',
      },
    ),
    service(
      'processes',
      import.meta.resolve('@bellwether/processes'),
      ports.processesOps,
      ['nats', 'event-store', ...writers],
      {
        ...as('processes'),
        EVENTSTORE_URL: addresses.eventStoreProcesses,
        PARTITIONS: `${partitions}`,
        WEBHOOK_KEY_FILE: privateKeyFile(settings.directory, 'webhooks'),
        WEBHOOK_ALLOWED_HOSTS: settings.webhookHosts,
        ...SIMULATED_SETTLEMENT,
        SURVEILLANCE_DIRECTORY: join(settings.directory, 'surveillance'),
        PROFILE: 'dev',
      },
    ),
    service(
      'market-data',
      import.meta.resolve('@bellwether/market-data'),
      ports.marketDataOps,
      ['nats', 'redis', 'clickhouse'],
      {
        ...as('market_data'),
        REDIS_URL: addresses.redisMarketData,
        CLICKHOUSE_URL: addresses.clickHouseMarketData,
        DEMO_PRICES,
        ORDER_VENUES: settings.orderVenues,
        PRIMARY_SOURCE: settings.primarySource,
        PROFILE: 'dev',
      },
    ),
    {
      ...service(
        'gateway',
        import.meta.resolve('@bellwether/graphql'),
        ports.gatewayOps,
        ['nats', 'postgres', 'redis', ...writers],
        {
          ...as('gateway'),
          DATABASE_URL: addresses.databaseReader,
          REDIS_URL: addresses.redisGateway,
          GATEWAY_HOST: host,
          GATEWAY_PORT: `${ports.gateway}`,
          PARTITIONS: `${partitions}`,
          GATEWAY_TOKEN: secrets.gatewayToken,
          GATEWAY_KEY_FILE: privateKeyFile(settings.directory, 'gateway'),
          PROFILE: 'dev',
        },
      ),
      // Browsers send nobody what is behind the #.
      url: `${addresses.gateway}/graphiql#token=${secrets.gatewayToken}`,
    },
    service(
      'demo',
      import.meta.resolve('@bellwether/demo'),
      ports.demoOps,
      [...writers, 'projections'],
      {
        ...as('bots'),
        PARTITIONS: `${partitions}`,
        DEMO_STEP_MS: `${settings.demoStepMs}`,
      },
    ),
  ];
}

/** Name of the process that owns a partition. */
function commandsUnit(partition: number): string {
  return partition === 0 ? 'commands' : `commands-${partition}`;
}

/** Whether a server is somebody else's: then there is no unit to wait for. */
function isForeign(settings: LocalSettings, name: string): boolean {
  const urls: Readonly<Record<string, string | undefined>> = {
    'event-store': settings.eventStoreUrl,
    postgres: settings.databaseUrl,
    clickhouse: settings.clickHouseUrl,
  };
  return urls[name] !== undefined;
}

/** Creates or updates JetStream's streams. @param url host:port; @param password of the user `provisioner`. */
export async function provisionNats(
  url: string,
  password: string,
  partitions: number,
): Promise<void> {
  const logger = createLogger('provision', 'silent');
  const connection = await connectNats(
    { url, user: 'provisioner', password, name: 'provision' },
    logger,
  );
  try {
    await provisionStreams(connection, partitions);
  } finally {
    await connection.close();
  }
}
