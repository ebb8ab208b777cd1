import { resolve } from 'node:path';
import { demoSettings } from '@bellwether/demo/settings';
import { partitionSettings, readConfig, venueSettings } from '@bellwether/platform/config';
import { recordedPartitions } from './partitions.ts';
import { Type } from 'typebox';

/** Ports of a local installation: one block, so that one number moves them all. */
export interface LocalPorts {
  readonly gateway: number;
  readonly nats: number;
  readonly natsMonitor: number;
  readonly eventStore: number;
  readonly postgres: number;
  readonly clickHouse: number;
  readonly redis: number;
  /** Of each partition. */
  readonly commandsOps: readonly number[];
  readonly projectionsOps: number;
  readonly gatewayOps: number;
  readonly clickHouseOps: number;
  readonly demoOps: number;
  readonly processesOps: number;
  readonly marketDataOps: number;
}

/** A local installation: where it keeps its data, where it listens, and which servers it does not start itself. */
export interface LocalSettings {
  /** Absolute. */
  readonly directory: string;
  /** Loopback. */
  readonly host: string;
  /** Number of trading partitions, each with a process of its own; as at the last start where nobody says otherwise. */
  readonly partitions: number;
  readonly ports: LocalPorts;
  readonly databaseUrl: string | undefined;
  readonly clickHouseUrl: string | undefined;
  readonly eventStoreUrl: string | undefined;
  readonly logLevel: string;
  /** From one step of a demo's bot to its next, ms. */
  readonly demoStepMs: number;
  /** What sources of market data mean for orders: `ORDER_VENUES` and `PRIMARY_SOURCE` of the services. */
  readonly orderVenues: string;
  readonly primarySource: string;
  /** Hosts that alerts may be posted to although they are not public: `WEBHOOK_ALLOWED_HOSTS` of the processes. */
  readonly webhookHosts: string;
}

/** The made-up venues of the demo market, and the codes that orders are executed under there: not in use by any real one. */
const DEMO_VENUES = 'demo-north=XDMN,demo-south=XDMS';

const schema = Type.Object({
  BELLWETHER_DATA: Type.String({
    minLength: 1,
    default: '.bellwether',
    description: 'Data directory',
  }),
  BELLWETHER_PORT: Type.Integer({
    minimum: 1_024,
    maximum: 65_000,
    default: 7_400,
    description: 'First of twenty ports; the gateway listens on it',
  }),
  PARTITIONS: Type.Optional(partitionSettings.PARTITIONS),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://' })),
  CLICKHOUSE_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  EVENTSTORE_URL: Type.Optional(Type.String({ pattern: '^esdb(\\+discover)?://' })),
  ...demoSettings,
  ORDER_VENUES: Type.String({ ...venueSettings.ORDER_VENUES, default: DEMO_VENUES }),
  // A source that is given this name binds without a further word.
  PRIMARY_SOURCE: Type.String({ ...venueSettings.PRIMARY_SOURCE, default: 'primary' }),
  WEBHOOK_ALLOWED_HOSTS: Type.String({ default: '' }),
  LOG_LEVEL: Type.String({
    pattern: '^(trace|debug|info|warn|error|fatal|silent)$',
    default: 'info',
  }),
});

/** Reads the settings of a local installation. @throws ConfigError naming every bad variable. */
export function localSettings(env: NodeJS.ProcessEnv): LocalSettings {
  const config = readConfig(schema, env);
  const directory = resolve(config.BELLWETHER_DATA);
  const partitions =
    env['PARTITIONS'] === undefined ? recordedPartitions(directory) : (config.PARTITIONS ?? 1);
  return {
    directory,
    host: '127.0.0.1',
    partitions,
    ports: portsFrom(config.BELLWETHER_PORT, partitions),
    databaseUrl: config.DATABASE_URL,
    clickHouseUrl: config.CLICKHOUSE_URL,
    eventStoreUrl: config.EVENTSTORE_URL,
    logLevel: config.LOG_LEVEL,
    demoStepMs: config.DEMO_STEP_MS,
    orderVenues: config.ORDER_VENUES,
    primarySource: config.PRIMARY_SOURCE,
    webhookHosts: config.WEBHOOK_ALLOWED_HOSTS,
  };
}

/** Partitions beyond the first have their ports behind the block of twenty. */
function portsFrom(base: number, partitions: number): LocalPorts {
  return {
    gateway: base,
    nats: base + 1,
    natsMonitor: base + 2,
    eventStore: base + 3,
    postgres: base + 4,
    clickHouse: base + 5,
    redis: base + 6,
    commandsOps: [
      base + 11,
      ...Array.from({ length: partitions - 1 }, (_, index) => base + 20 + index),
    ],
    projectionsOps: base + 12,
    gatewayOps: base + 13,
    clickHouseOps: base + 14,
    demoOps: base + 15,
    processesOps: base + 16,
    marketDataOps: base + 17,
  };
}
