import type { Principals } from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Logger, SignatureVerifier } from '@bellwether/platform';
import type { Message } from './intake/intake.ts';
import type { Context } from './intake/routes.ts';
import { GroupCommit } from './journal/group-commit.ts';
import type { CommandMetrics } from './metrics.ts';
import type { Outcome } from './outcome.ts';
import { own, type Owner } from './owner.ts';
import type { Lease } from './ownership/lease.ts';
import { openReplica } from './ownership/open-replica.ts';
import { Recovery } from './ownership/recovery.ts';
import { takeOver } from './ownership/standby.ts';
import type { PartitionReplica } from './partition/replica.ts';
import type { Peers } from './processes/peers.ts';
import type { EventStore, Follow } from './runtime/event-store.ts';
import type { Runtime } from './runtime/runtime.ts';
import type { Snapshots } from './snapshot/snapshots.ts';

export interface WriteSideOptions {
  readonly store: EventStore;
  readonly follow: Follow;
  /** Makes an empty engine; called at the start, used when the partition becomes this process's. */
  readonly createEngine: () => Promise<Engine>;
  readonly partition: number;
  /** How many partitions there are; new instruments and accounts are spread over them. */
  readonly partitions: number;
  /** The other partitions; undefined: there are none. */
  readonly peers?: Peers;
  readonly lease: Lease;
  readonly snapshots: Snapshots | undefined;
  readonly principals: Principals;
  /** Checks who says for whom it speaks; undefined: nobody is believed that. */
  readonly actors?: SignatureVerifier | undefined;
  /** Whether the market follows the exchanges' calendar, or trades without end (the default). */
  readonly sessions?: 'CALENDAR' | 'CONTINUOUS';
  readonly runtime: Runtime;
  /** Learns how far the start has come. */
  readonly recovery?: Recovery;
  readonly logger: Logger;
  readonly metrics: Pick<CommandMetrics, 'answered' | 'watchSuspended' | 'refused' | 'waited'>;
  /** How long a message with orders may be expected to wait for its turn, ms; beyond, it is refused. Default 200. */
  readonly queueWaitMs?: number;
  /** Called when the process must start again: what it holds in memory is void. */
  readonly onFailure: (error: Error) => void;
}

/** Another process has taken the partition over. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly code = 'LEASE_LOST';
}

/**
 * The write side of one partition, without a transport: it follows the journal until it owns the partition, then
 * decides what `receive` is given. The same object runs behind NATS and in the simulation.
 */
export class WriteSide {
  readonly #options: WriteSideOptions;
  readonly #replica: PartitionReplica;
  readonly #stop = new AbortController();
  readonly #taking: Promise<boolean>;
  /** Made at once, so that taking over need not wait for it. */
  readonly #engine: Promise<Engine>;
  #owner: Owner | undefined;

  readonly #recovery: Recovery;

  private constructor(options: WriteSideOptions, replica: PartitionReplica, recovery: Recovery) {
    this.#options = options;
    this.#replica = replica;
    this.#recovery = recovery;
    this.#engine = options.createEngine();
    this.#taking = this.#takeOver();
    // `onFailure` tells of it whether or not somebody waits.
    this.#taking.catch(() => undefined);
  }

  /** Resolves as a standby that knows the journal. Rejects when the event store does not answer or is damaged. */
  static async start(options: WriteSideOptions): Promise<WriteSide> {
    const { store, partition, snapshots, runtime, logger } = options;
    const { recovery = new Recovery(runtime) } = options;
    const replica = await openReplica(store, partition, snapshots, recovery);
    const snapshot = `${replica.head.sequence}`;
    await replica.recover(recovery);
    const facts = `${replica.head.sequence}`;
    logger.info({ facts, snapshot, ms: recovery.ms }, 'partition rebuilt');
    return new WriteSide(options, replica, recovery);
  }

  get role(): 'standby' | 'owner' {
    return this.#owner === undefined ? 'standby' : 'owner';
  }

  /** Facts folded so far. */
  get sequence(): bigint {
    return this.#replica.state.sequence;
  }

  /** Hash of everything the partition knows; meaningful between commands. */
  stateHash(): string {
    return this.#replica.stateHash();
  }

  /** Resolves to true when this process owns the partition, to false when it was stopped before. */
  get owning(): Promise<boolean> {
    return this.#taking;
  }

  /** Decides the commands of a message; `respond` is called once, when all their outcomes may be told. */
  receive(
    context: Context,
    message: Message,
    respond: (outcomes: readonly Outcome[]) => void,
  ): void {
    this.#owner?.reception.receive(context, message, respond);
  }

  /** Whether there is time for messages that could as well stay where they are. */
  hasRoom(context: Context): boolean {
    return this.#owner?.reception.hasRoom(context) ?? false;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#taking.catch(() => undefined);
    await this.#owner?.stop();
    await this.#engine.then((engine) => engine.stop()).catch(() => undefined);
    await this.#options.lease.release();
  }

  async #takeOver(): Promise<boolean> {
    const { onFailure, logger, partition, lease } = this.#options;
    const fail = (error: unknown): void =>
      onFailure(error instanceof Error ? error : new Error(String(error)));
    try {
      const options = { ...this.#options, replica: this.#replica };
      const journal = await takeOver(options, this.#stop.signal);
      if (journal === undefined) return false;
      lease.keep(() => fail(new LeaseLostError(`partition ${partition} has another owner`)));
      const commit = new GroupCommit(journal, this.#options.runtime, fail);
      const engine = await this.#engine;
      const owning = { ...this.#options, recovery: this.#recovery };
      this.#owner = await own(owning, this.#replica, engine, commit, fail);
      logger.info({ facts: `${this.sequence}`, ms: this.#recovery.ms }, 'partition taken over');
      return true;
    } catch (error) {
      fail(error);
      throw error;
    }
  }
}
