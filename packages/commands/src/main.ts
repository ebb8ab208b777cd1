import { availableParallelism, hostname } from 'node:os';
import { principalsOf } from '@bellwether/domain';
import { createInlineEngine, createThreadedEngine, type Engine } from '@bellwether/engine';
import {
  accessSettings,
  ConfigError,
  eventStoreSettings,
  instanceSettings,
  natsSettings,
  partitionSettings,
  readJsonFile,
  readSettingsFile,
  signingSettings,
  venueSettings,
  venuesOf,
} from '@bellwether/platform/config';
import {
  connectEventStore,
  disposeEventStore,
  eventStoreAnswers,
} from '@bellwether/platform/event-store';
import { connectNats, natsAnswers } from '@bellwether/platform/nats';
import { systemRuntime } from '@bellwether/platform/runtime';
import { runService } from '@bellwether/platform/service';
import { Signer } from '@bellwether/platform/signing';
import { Type } from 'typebox';
import { startCommands } from './app.ts';
import { CommandMetrics } from './lanes/metrics.ts';
import { Recovery } from './replica/recovery.ts';
import { QUEUE_WAIT_MS } from './lanes/partition-loop.ts';

/** Cores from which on a thread for the books alone is worth the waking of it: below, it only takes turns with the servers. */
const CORES_FOR_THREAD = 4;

const settings = {
  ...natsSettings,
  ...eventStoreSettings,
  ...accessSettings,
  ACTOR_KEYS_FILE: signingSettings.ACTOR_KEYS_FILE,
  PARTITION: Type.Integer({
    minimum: 0,
    maximum: 65_535,
    default: 0,
    description: 'Partition that this process owns',
  }),
  ...partitionSettings,
  ...instanceSettings,
  ...venueSettings,
  LEASE_TTL_MS: Type.Integer({
    minimum: 100,
    maximum: 60_000,
    default: 1_000,
    description: 'How long a silent owner keeps the partition before a standby takes it',
  }),
  WRITER_KEY_FILE: Type.String({
    minLength: 1,
    description: 'Private key that facts are signed with: Ed25519, PKCS #8, PEM',
  }),
  SNAPSHOT_DIRECTORY: Type.Optional(
    Type.String({
      description: 'Where snapshots are kept; without it every start reads the whole journal',
    }),
  ),
  SNAPSHOT_EVERY_FACTS: Type.Integer({
    minimum: 1,
    default: 200_000,
    description: 'Facts from one snapshot to the next',
  }),
  QUEUE_WAIT_MS: Type.Integer({
    minimum: 10,
    maximum: 10_000,
    default: QUEUE_WAIT_MS,
    description: 'How long orders may be expected to wait for their turn; beyond, they are refused',
  }),
  ENGINE: Type.Union([Type.Literal('AUTO'), Type.Literal('INLINE'), Type.Literal('THREADED')], {
    default: 'AUTO',
    description: 'Where books are matched; AUTO: in a thread of its own with 4 cores or more',
  }),
  ENGINE_CORE: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Processor core to pin the engine to' }),
  ),
};

await runService(
  'commands',
  settings,
  async ({ name, config, logger, metrics, onStop, readyWhen, recoversBy, fail }) => {
    if (config.PARTITION >= config.PARTITIONS)
      throw new ConfigError(
        `settings: PARTITION ${config.PARTITION} of ${config.PARTITIONS} from 0 on`,
      );
    const signer = readSettingsFile(config.WRITER_KEY_FILE, (pem) => new Signer(pem));
    const eventStore = connectEventStore(config.EVENTSTORE_URL);
    onStop('event store', () => disposeEventStore(eventStore));
    const nats = await connectNats(
      { url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD, name },
      logger,
    );
    onStop('nats', () => nats.drain());
    const { PRINCIPALS_FILE: principalsFile, ACTOR_KEYS_FILE: actorKeys } = config;
    const runtime = systemRuntime();
    const recovery = new Recovery(runtime);
    recoversBy(() => recovery.progress);
    const commands = await startCommands({
      eventStore,
      signer,
      nats,
      createEngine: () => createEngine(config),
      partition: config.PARTITION,
      partitions: config.PARTITIONS,
      instance: config.INSTANCE ?? `${hostname()}-${config.PARTITION}`,
      leaseTtlMs: config.LEASE_TTL_MS,
      snapshots:
        config.SNAPSHOT_DIRECTORY === undefined
          ? undefined
          : {
              directory: config.SNAPSHOT_DIRECTORY,
              eventStoreUrl: config.EVENTSTORE_URL,
              everyFacts: config.SNAPSHOT_EVERY_FACTS,
            },
      principals: principalsOf(config.PROFILE, principalsFile && readJsonFile(principalsFile)),
      actorKeys: actorKeys && readSettingsFile(actorKeys, (text) => text),
      primary: config.PRIMARY_SOURCE,
      venues: new Set(venuesOf(config.ORDER_VENUES).values()),
      queueWaitMs: config.QUEUE_WAIT_MS,
      runtime,
      recovery,
      logger,
      metrics: new CommandMetrics(metrics),
      onFailure: fail,
    });
    onStop('commands', () => commands.stop());
    readyWhen({ name: 'event store', check: () => eventStoreAnswers(eventStore) });
    readyWhen({ name: 'nats', check: () => natsAnswers(nats) });
  },
);

async function createEngine(config: {
  readonly ENGINE: 'AUTO' | 'INLINE' | 'THREADED';
  readonly ENGINE_CORE?: number | undefined;
}): Promise<Engine> {
  const { ENGINE: engine, ENGINE_CORE: core } = config;
  const threaded =
    engine === 'AUTO' ? availableParallelism() >= CORES_FOR_THREAD : engine === 'THREADED';
  if (!threaded) return createInlineEngine();
  return createThreadedEngine(core === undefined ? {} : { core });
}
