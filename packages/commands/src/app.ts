import {
  CONTEXTS,
  FOLLOWED_CATEGORIES,
  Principals,
  TRADING_CONTEXT,
  type KnownPrincipal,
  servingSubject,
} from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import { followAll } from '@bellwether/platform/event-store';
import type { Logger } from '@bellwether/platform/log';
import { NatsDoor } from '@bellwether/platform/nats';
import { systemRuntime, type Runtime } from '@bellwether/platform/runtime';
import { SignatureVerifier, type Signer } from '@bellwether/platform/signing';
import type { EventStoreDBClient } from '@eventstore/db-client';
import type { NatsConnection } from 'nats';
import { consumeCommands } from './durable/consume.ts';
import type { Reception } from './lanes/reception.ts';
import type { CommandMetrics } from './lanes/metrics.ts';
import { Lease } from './ownership/lease.ts';
import { natsLeaseKey } from './ownership/nats-lease-key.ts';
import type { Recovery } from './replica/recovery.ts';
import { natsPeers } from './processes/nats-peers.ts';
import { signedStore } from './runtime/signed-store.ts';
import { addDeadLetterEndpoint } from './services/dead-letter-endpoint.ts';
import { OWN_PRIMARY } from './lanes/own-primary.ts';
import { addCommandEndpoint } from './services/command-endpoint.ts';
import { primaryHeard } from './services/primary-heard.ts';
import { venueQuotesHeard } from './services/venue-quotes-heard.ts';
import { foldFingerprint } from './snapshot/fold-fingerprint.ts';
import { directoryFiles } from './snapshot/snapshot-files.ts';
import { startSnapshotWriter } from './snapshot/snapshot-writer.ts';
import { Snapshots } from './snapshot/snapshots.ts';
import { WriteSide } from './write-side.ts';

const VERSION = '1.0.0';

/** Streams whose facts concern the trading partition. */
const FOLLOWED = FOLLOWED_CATEGORIES.map((category) => `${category}-`);

export interface CommandsDependencies {
  readonly eventStore: EventStoreDBClient;
  /** Signs every fact with the writer's key. */
  readonly signer: Signer;
  readonly nats: NatsConnection;
  /** Makes an empty engine; ended by `stop`. */
  readonly createEngine: () => Promise<Engine>;
  readonly partition: number;
  /** How many partitions there are; default 1. */
  readonly partitions?: number;
  /** Name of this process, unique among those that run at the same time. */
  readonly instance: string;
  /** How long a silent owner keeps the partition, ms. */
  readonly leaseTtlMs: number;
  /** Where snapshots are kept and where their writer finds the journal; undefined: none are written. */
  readonly snapshots:
    | {
        readonly directory: string;
        readonly eventStoreUrl: string;
        readonly everyFacts: number;
      }
    | undefined;
  readonly principals: readonly KnownPrincipal[];
  /** Public keys (SPKI, PEM) of those that may say for whom they speak; undefined: nobody is believed that. */
  readonly actorKeys?: string | undefined;
  /** Market identifier codes of the venues whose quotes orders meet; default: none. */
  readonly venues?: ReadonlySet<string>;
  /** The source of market data whose halts and bands bind; `own`: this platform decides on them; default: none. */
  readonly primary?: string;
  /** How long a message with orders may be expected to wait for its turn, ms; beyond, it is refused. Default 200. */
  readonly queueWaitMs?: number;
  /** Where time and chance come from; default: the machine. */
  readonly runtime?: Runtime;
  /** Learns how far the start has come. */
  readonly recovery?: Recovery;
  readonly logger: Logger;
  readonly metrics: CommandMetrics;
  /** Called when the process must start again: what it holds in memory is void. */
  readonly onFailure: (error: Error) => void;
}

/** The running write side. */
export interface Commands {
  readonly role: 'standby' | 'owner';
  /** Facts folded so far. */
  readonly sequence: bigint;
  /** Resolves to true when commands are answered here, to false when it was stopped before. */
  readonly serving: Promise<boolean>;
  /** Hash of everything the partition knows; meaningful between commands. */
  stateHash(): string;
  stop(): Promise<void>;
}

/**
 * Rebuilds the partition from snapshot and journal and follows it; answers commands as soon as it owns the partition.
 * Rejects when a store does not answer.
 */
export async function startCommands(dependencies: CommandsDependencies): Promise<Commands> {
  const { eventStore, nats, partition, partitions = 1 } = dependencies;
  const { logger, metrics, instance, leaseTtlMs, venues = new Set(), primary = '' } = dependencies;
  const { runtime = systemRuntime() } = dependencies;
  const key = await natsLeaseKey(nats, `partition.${partition}`);
  const { snapshots: kept } = dependencies;
  const principals = new Principals(dependencies.principals);
  const fold = foldFingerprint();
  const door = new NatsDoor(logger, dependencies.metrics.refusedReplies);
  const { actorKeys = '', signer } = dependencies;
  // What a partition sends on it signs itself.
  const actors = new SignatureVerifier(actorKeys + signer.publicKey);
  const writeSide = await WriteSide.start({
    ...dependencies,
    partitions,
    ...(partitions > 1 ? { peers: natsPeers(nats, door, partition, partitions) } : {}),
    ...(venues.size > 0 ? { hearQuotes: venueQuotesHeard({ nats, venues, logger, metrics }) } : {}),
    ...(primary === '' || primary === OWN_PRIMARY
      ? { isPrimary: primary === OWN_PRIMARY }
      : { hearPrimary: primaryHeard({ nats, source: primary, logger }) }),
    store: signedStore(eventStore, signer),
    follow: (after, signal) => followAll(eventStore, { prefixes: FOLLOWED, after, signal, logger }),
    lease: new Lease({ key, instance, ttlMs: leaseTtlMs, runtime, logger }),
    snapshots: kept && new Snapshots(directoryFiles(kept.directory), partition, fold, logger),
    runtime,
    principals,
    actors,
  });
  const writer = kept && startSnapshotWriter({ ...kept, partition, fold }, logger);
  let doors: readonly Door[] = [];
  const serving = writeSide.owning.then(async (owning) => {
    const { reception } = writeSide;
    if (reception !== undefined) {
      doors = await openDoors(dependencies, principals, door, reception, runtime);
      // The server has the subscriptions before it passes this on, as they were sent before.
      nats.publish(servingSubject(partition));
      await nats.flush();
    }
    return owning;
  });
  // Whoever does not wait for it is told by `onFailure`.
  serving.catch(() => undefined);
  return {
    get role() {
      return writeSide.role;
    },
    get sequence() {
      return writeSide.sequence;
    },
    serving,
    stateHash: () => writeSide.stateHash(),
    async stop() {
      await Promise.all(doors.map((door) => door.stop()));
      await writer?.stop();
      await writeSide.stop();
    },
  };
}

interface Door {
  stop(): Promise<unknown>;
}

/** Answers requests, and takes what waits in the queue. */
async function openDoors(
  { nats, partition, signer, logger }: CommandsDependencies,
  principals: Principals,
  door: NatsDoor,
  reception: Reception,
  runtime: Runtime,
): Promise<readonly Door[]> {
  const letters = await nats.services.add({
    name: 'deadletter',
    version: VERSION,
    description: 'Durable commands that were put aside',
  });
  addDeadLetterEndpoint(letters, { nats, principals, door, logger });
  const doors = [...CONTEXTS].map(async ([context, description]): Promise<readonly Door[]> => {
    const service = await nats.services.add({ name: context, version: VERSION, description });
    const key = context === TRADING_CONTEXT ? `${partition}` : '*';
    addCommandEndpoint(service, { context, key, reception, door });
    const consumer = context === TRADING_CONTEXT ? `${TRADING_CONTEXT}-${partition}` : context;
    return [
      service,
      consumeCommands({ nats, context, consumer, reception, runtime, logger, door, signer }),
    ];
  });
  return [letters, ...(await Promise.all(doors)).flat()];
}
