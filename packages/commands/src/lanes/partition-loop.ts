import type { CommandId, Outcome } from '@bellwether/domain';
import { derivedId, sleep, type Runtime } from '@bellwether/platform/runtime';
import { Admission } from './admission.ts';
import { Arrivals, type Arrival } from './arrivals.ts';
import { unavailable } from './refusal.ts';
import type { GroupCommit } from '../journal/group-commit.ts';
import { isFromTheFuture } from '../command-index/uuid-words.ts';
import type { TradingPartition } from '../partition/partition.ts';
import { SYSTEM, type TradingRequest } from '../engine-port/request.ts';

/** How long a message may be expected to wait for its turn, ms: well below what a client waits before it sends it again. */
export const QUEUE_WAIT_MS = 200;
/** Bytes of messages that may wait at any rate: some 1,000 commands. */
const ALWAYS_BELOW_BYTES = 256 * 1_024;
/** Commands decided in one turn of the event loop: between turns sockets are read, and what has no room is refused. */
const TURN_MAX = 128;
/** Decided commands that are handed to the group commit together, while more wait: an append for each turn would cost more. */
const HAND_OVER_MIN = 512;
/**
 * Entries that may wait for the event store; beyond, no further command is decided. Two full appends: more would make
 * nothing faster, and what waits before its decision can still be refused.
 */
const PENDING_MAX = 6_000;
/** How soon it is looked again whether the event store has taken some of them, ms. */
const PENDING_LOOK_MS = 1;
/** From here on the event store counts as away, ms. */
const STALLED_MS = 2_000;

type Decided = Awaited<ReturnType<TradingPartition['decide']>>[number];

/** Work that must happen between turns, on a state that no command is changing. */
type Exclusive = () => Promise<void>;

/**
 * Takes messages in, reads and decides their commands in turns, hands entries to the group commit, and answers when they are
 * durable. Everything is bounded: what would wait too long is answered `overloaded`, a silent event store means `unknown`,
 * both at once and unread.
 */
export class PartitionLoop {
  readonly #partition: TradingPartition;
  readonly #commit: GroupCommit;
  readonly #runtime: Runtime;
  readonly #onFailure: (error: unknown) => void;
  readonly #admission: Admission;
  readonly #arrivals: Arrivals;
  /** Commands of messages that have been read. */
  readonly #queue: TradingRequest[] = [];
  /** What is decided and not handed to the group commit yet. */
  readonly #decided: Decided[] = [];
  readonly #exclusive: Exclusive[] = [];
  #running = false;
  #looks = false;
  #closed = false;

  /**
   * @param onFailure called when the state machine contradicts itself: it must be rebuilt.
   * @param waitMs how long a message may be expected to wait for its turn.
   */
  constructor(
    partition: TradingPartition,
    commit: GroupCommit,
    runtime: Runtime,
    onFailure: (error: unknown) => void,
    waitMs: number = QUEUE_WAIT_MS,
  ) {
    this.#partition = partition;
    this.#commit = commit;
    this.#runtime = runtime;
    this.#onFailure = onFailure;
    const options = { boundMs: waitMs, alwaysBelow: ALWAYS_BELOW_BYTES };
    this.#admission = new Admission(runtime, options);
    this.#arrivals = new Arrivals(this.#admission, runtime);
  }

  /** Whether there is time for another message. @param share of the time that it may wait. */
  admits(share = 1): boolean {
    return this.#away() === undefined && this.#admission.admits(share);
  }

  /** Takes a message in, unread; it is opened or refused exactly once unless the process ends first. */
  arrive(arrival: Arrival): void {
    const away = this.#closed ? 'the service is stopping' : this.#away();
    if (away !== undefined) return arrival.refuse(unavailable(away));
    if (this.#arrivals.take(arrival)) this.#wake();
  }

  /**
   * Takes a command of an opened message in, or one that was approved; its `answer` is called exactly once unless the process
   * ends first.
   */
  submit(request: TradingRequest): void {
    const refusal = this.#refusal(request.command);
    if (refusal !== undefined) return request.answer(refusal);
    this.#queue.push(request);
    this.#wake();
  }

  /** Does what the time asks for, if anything. */
  look(): void {
    this.#looks = true;
    this.#wake();
  }

  /** Runs `work` alone, between turns. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#exclusive.push(() => work().then(resolve, reject));
      this.#wake();
    });
  }

  /** Takes nothing in any more, decides what is queued, and waits until it is durable. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#running) await this.#runtime.nextTurn();
    await this.#commit.drained();
  }

  #refusal({ id }: TradingRequest['command']): Outcome | undefined {
    // What came before the end is still decided.
    const ended = this.#closed && !this.#running;
    const away = ended ? 'the service is stopping' : this.#away();
    if (away !== undefined) return { ...unavailable(away).outcome, id };
    if (isFromTheFuture(id, this.#runtime.clock())) {
      const message = 'the id names a time to come: set the clock that makes ids';
      return { status: 'invalid', id, code: 'COMMAND_ID_AHEAD', message };
    }
    return undefined;
  }

  /** Why nothing can be decided now. */
  #away(): string | undefined {
    return this.#commit.stalledMs > STALLED_MS ? 'the event store does not answer' : undefined;
  }

  #wake(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run().catch((error: unknown) => this.#onFailure(error));
  }

  async #run(): Promise<void> {
    while (this.#looks || this.#waits || this.#exclusive.length > 0) {
      this.#looks = false;
      // What is decided stands in the journal in the order of the decisions.
      if (this.#exclusive.length > 0 || this.#isDue()) this.#handOver();
      for (const work of this.#exclusive.splice(0)) {
        if (this.#isDue()) await this.#housekeep(this.#runtime.clock());
        await work();
      }
      if (this.#isDue()) await this.#housekeep(this.#runtime.clock());
      this.#arrivals.expire();
      if (this.#commit.pending + this.#decided.length < PENDING_MAX) {
        while (this.#queue.length < TURN_MAX && this.#arrivals.open());
        const decided = await this.#partition.decide(this.#queue.splice(0, TURN_MAX));
        this.#decided.push(...decided);
        this.#arrivals.decided();
        if (this.#decided.length >= HAND_OVER_MIN || !this.#waits) this.#handOver();
        // Sockets get their turn: new commands come in and answers go out.
        await this.#runtime.nextTurn();
      } else {
        this.#handOver();
        await sleep(this.#runtime, PENDING_LOOK_MS);
      }
    }
    this.#running = false;
  }

  get #waits(): boolean {
    return this.#queue.length > 0 || this.#arrivals.length > 0;
  }

  #isDue(): boolean {
    return this.#partition.isHousekeepingDue(this.#runtime.clock());
  }

  /** What is due by now comes before everything that is decided next. */
  async #housekeep(receivedAt: bigint): Promise<void> {
    const { here, state } = this.#partition;
    const { sequence } = state;
    const facts = await this.#partition.housekeep(receivedAt);
    if (facts.length === 0) return;
    const commandId = derivedId(`housekeeping/${here.partition}/${sequence}`) as CommandId;
    const entry = { commandId, principal: SYSTEM, fingerprint: 0n, receivedAt, facts };
    this.#commit.add(entry, () => undefined);
  }

  #handOver(): void {
    for (const { entry, request } of this.#decided.splice(0))
      this.#commit.add(entry, (position) => {
        request.answer(this.#partition.commands.complete(entry, position));
      });
  }
}
