import type {
  AccountCommand,
  ApprovalCommand,
  InstrumentCommand,
  ReceivedCommand,
  SessionCommand,
  TransferCommand,
  Principals,
} from '@bellwether/domain';
import type { Engine } from '@bellwether/engine';
import type { Logger } from '@bellwether/platform';
import { ApprovalDesk } from './cold/approval-desk.ts';
import { ColdHandlers } from './cold/handlers.ts';
import { TransferDesk } from './cold/transfer-desk.ts';
import { receive, type Delivery, type IntakeOptions, type Message } from './intake/intake.ts';
import type { Context } from './intake/routes.ts';
import { GroupCommit } from './journal/group-commit.ts';
import type { CommandMetrics } from './metrics.ts';
import type { Outcome } from './outcome.ts';
import type { Lease } from './ownership/lease.ts';
import { openReplica } from './ownership/open-replica.ts';
import { takeOver } from './ownership/standby.ts';
import { openPartition } from './partition/open-partition.ts';
import { PartitionLoop } from './partition/partition-loop.ts';
import type { TradingPartition } from './partition/partition.ts';
import type { PartitionReplica } from './partition/replica.ts';
import type { Peers } from './processes/peers.ts';
import { FundsProcess } from './processes/funds-process.ts';
import { MarketHaltProcess } from './processes/market-halt-process.ts';
import { Rebalancing } from './processes/rebalancing.ts';
import { SessionProcess } from './processes/session-process.ts';
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
  /** Whether the market follows the exchanges' calendar, or trades without end (the default). */
  readonly sessions?: 'CALENDAR' | 'CONTINUOUS';
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly metrics: Pick<CommandMetrics, 'answered'>;
  /** Called when the process must start again: what it holds in memory is void. */
  readonly onFailure: (error: Error) => void;
}

/** Decisions on accounts and instruments that may be under way at once; beyond, they are refused at once. */
const COLD_IN_FLIGHT_MAX = 2_000;

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

  private constructor(options: WriteSideOptions, replica: PartitionReplica) {
    this.#options = options;
    this.#replica = replica;
    this.#engine = options.createEngine();
    this.#taking = this.#takeOver();
    // `onFailure` tells of it whether or not somebody waits.
    this.#taking.catch(() => undefined);
  }

  /** Resolves as a standby that knows the journal. Rejects when the event store does not answer or is damaged. */
  static async start(options: WriteSideOptions): Promise<WriteSide> {
    const started = options.runtime.monotonicMs();
    const replica = await openReplica(options.store, options.partition, options.snapshots);
    const { head } = replica;
    const facts = await replica.catchUp();
    const ms = Math.round(options.runtime.monotonicMs() - started);
    options.logger.info({ snapshot: `${head.revision}`, facts, ms }, 'partition rebuilt');
    return new WriteSide(options, replica);
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
    if (this.#owner !== undefined) receive(message, this.#owner.intakes[context], respond);
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
      this.#owner = await own(this.#options, this.#replica, engine, commit, fail);
      logger.info({ facts: `${this.sequence}` }, 'partition taken over');
      return true;
    } catch (error) {
      fail(error);
      throw error;
    }
  }
}

interface Owner {
  readonly partition: TradingPartition;
  readonly intakes: Readonly<Record<Context, IntakeOptions>>;
  stop(): Promise<void>;
}

async function own(
  options: WriteSideOptions,
  replica: PartitionReplica,
  engine: Engine,
  commit: GroupCommit,
  fail: (error: unknown) => void,
): Promise<Owner> {
  const { store, follow, runtime, peers } = options;
  const partition = await openPartition(
    options.partition,
    replica,
    engine,
    runtime.clock,
    options.partitions,
  );
  const loop = new PartitionLoop(partition, commit, runtime, fail);
  const funds = new FundsProcess({ store, follow, partition, loop, commit, runtime });
  funds.start(fail);
  const stopTelling = peers?.tell((position, timeoutMs) => funds.followed(position, timeoutMs));
  const session = new SessionProcess({ store, runtime, logger: options.logger });
  if (options.sessions === 'CALENDAR') session.start(fail);
  const { state } = partition;
  const halts = new MarketHaltProcess({ store, state, runtime, logger: options.logger });
  halts.start();
  return {
    partition,
    intakes: intakesOf(
      options,
      loop,
      new ColdHandlers({ store, runtime, funds, partitions: options.partitions, peers }),
      new TransferDesk({ store, runtime, funds, partitions: options.partitions }),
    ),
    async stop() {
      stopTelling?.();
      await halts.stop();
      await session.stop();
      await loop.close();
      await funds.stop();
    },
  };
}

function intakesOf(
  options: WriteSideOptions,
  loop: PartitionLoop,
  cold: ColdHandlers,
  transfers: TransferDesk,
): Readonly<Record<Context, IntakeOptions>> {
  const { metrics, runtime, logger, principals, store } = options;
  const later = new Bounded(logger);
  const rebalancing = new Rebalancing(options);
  const desk = new ApprovalDesk(store, runtime, (context, delivery, answer) =>
    intakes[context].handle(delivery, answer),
  );
  const common = {
    partition: options.partition,
    clock: runtime.clock,
    principals,
    hold: (delivery: Delivery, answer: (outcome: Outcome) => void) =>
      later.run(delivery, answer, () => desk.hold(delivery)),
  };
  const intakes: Readonly<Record<Context, IntakeOptions>> = {
    trading: {
      ...common,
      context: 'trading',
      handle: (delivery, answer) =>
        loop.submit({
          ...delivery,
          answer: (outcome) => {
            if ('accountId' in delivery.command.data)
              rebalancing.decided(delivery.command.data.accountId, outcome);
            metrics.answered(outcome, runtime.clock() - delivery.receivedAt);
            answer(outcome);
          },
        }),
    },
    account: {
      ...common,
      context: 'account',
      handle: (delivery, answer) =>
        later.run(delivery, answer, () =>
          delivery.command.type === 'AllocateFunds'
            ? transfers.allocate(
                delivery as Delivery & { command: ReceivedCommand & TransferCommand },
              )
            : cold.account(delivery as Delivery & { command: ReceivedCommand & AccountCommand }),
        ),
    },
    instrument: {
      ...common,
      context: 'instrument',
      handle: (delivery, answer) =>
        later.run(delivery, answer, () =>
          cold.instrument(delivery as Delivery & { command: ReceivedCommand & InstrumentCommand }),
        ),
    },
    session: {
      ...common,
      context: 'session',
      handle: (delivery, answer) =>
        later.run(delivery, answer, () =>
          cold.session(delivery as Delivery & { command: ReceivedCommand & SessionCommand }),
        ),
    },
    approval: {
      ...common,
      context: 'approval',
      handle: (delivery, answer) =>
        later.run(delivery, answer, () =>
          desk.approve(delivery as Delivery & { command: ReceivedCommand & ApprovalCommand }),
        ),
    },
  };
  return intakes;
}

/** Decisions that take several answers of the event store each: so many at once and no more. */
class Bounded {
  readonly #logger: Logger;
  #inFlight = 0;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  run(
    { command }: Delivery,
    answer: (outcome: Outcome) => void,
    decide: () => Promise<Outcome>,
  ): void {
    const { id } = command;
    if (this.#inFlight >= COLD_IN_FLIGHT_MAX) {
      const message = 'too many commands are under way; slow down';
      return answer({ status: 'overloaded', id, code: 'OVERLOADED', message });
    }
    this.#inFlight += 1;
    void decide()
      .catch((error: unknown): Outcome => {
        // Where the event store does not answer, nobody knows.
        this.#logger.warn({ err: error, command: command.type }, 'no decision');
        const message = 'the event store does not answer: send it again with the same id';
        return { status: 'unknown', id, code: 'UNAVAILABLE', message };
      })
      .then((outcome) => {
        this.#inFlight -= 1;
        answer(outcome);
      });
  }
}
