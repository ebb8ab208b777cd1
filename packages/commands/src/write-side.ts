import type { Engine } from '@bellwether/engine';
import type { Reception } from './lanes/reception.ts';
import { GroupCommit } from './journal/group-commit.ts';
import { own, type Owner } from './owner.ts';
import { openReplica } from './snapshot/open-replica.ts';
import { Recovery } from './replica/recovery.ts';
import { takeOver } from './ownership/standby.ts';
import type { PartitionReplica } from './replica/replica.ts';
import type { WriteSideOptions } from './write-side-options.ts';

/** Another process has taken the partition over. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  readonly code = 'LEASE_LOST';
}

/**
 * The write side of one partition, without a transport: it follows the journal until it owns the partition, then
 * decides what its `reception` is given. The same object runs behind NATS and in the simulation.
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

  /** The way in for messages; undefined while another process owns the partition. */
  get reception(): Reception | undefined {
    return this.#owner?.reception;
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
