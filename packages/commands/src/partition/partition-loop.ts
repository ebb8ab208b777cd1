import type { CommandId } from '@bellwether/domain';
import { derivedId } from '@bellwether/platform';
import type { GroupCommit } from '../journal/group-commit.ts';
import type { Outcome } from '../outcome.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { isFromTheFuture } from './command-age.ts';
import type { TradingPartition } from './partition.ts';
import { SYSTEM, type TradingRequest } from './request.ts';

/** Commands that may wait for their turn; beyond, they are refused at once. */
const QUEUE_MAX = 20_000;
/** Commands decided in one turn of the event loop. */
const TURN_MAX = 512;
/** Entries that may wait for the event store; beyond, no further command is decided. */
const PENDING_MAX = 30_000;
/** From here on the event store counts as away, ms. */
const STALLED_MS = 2_000;

/** Work that must happen between turns, on a state that no command is changing. */
type Exclusive = () => Promise<void>;

/**
 * Takes commands in, decides them in turns, hands entries to the group commit, and answers when they are durable.
 * Everything is bounded: a full queue answers `overloaded`, a silent event store `unknown`, both at once.
 */
export class PartitionLoop {
  readonly #partition: TradingPartition;
  readonly #commit: GroupCommit;
  readonly #runtime: Runtime;
  readonly #onFailure: (error: unknown) => void;
  readonly #queue: TradingRequest[] = [];
  readonly #exclusive: Exclusive[] = [];
  #running = false;
  #looks = false;
  #closed = false;

  /** @param onFailure called when the state machine contradicts itself: it must be rebuilt. */
  constructor(
    partition: TradingPartition,
    commit: GroupCommit,
    runtime: Runtime,
    onFailure: (error: unknown) => void,
  ) {
    this.#partition = partition;
    this.#commit = commit;
    this.#runtime = runtime;
    this.#onFailure = onFailure;
  }

  /** Commands waiting for their turn. */
  get queued(): number {
    return this.#queue.length;
  }

  /** Takes a command in; its `answer` is called exactly once unless the process ends first. */
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
    if (this.#closed) return unavailable(id, 'the service is stopping');
    if (this.#commit.stalledMs > STALLED_MS)
      return unavailable(id, 'the event store does not answer');
    if (isFromTheFuture(id, this.#runtime.clock())) {
      const message = 'the id names a time to come: set the clock that makes ids';
      return { status: 'invalid', id, code: 'COMMAND_ID_AHEAD', message };
    }
    if (this.#queue.length < QUEUE_MAX) return undefined;
    return {
      status: 'overloaded',
      id,
      code: 'OVERLOADED',
      message: 'too many commands are waiting; slow down',
    };
  }

  #wake(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run().catch((error: unknown) => this.#onFailure(error));
  }

  async #run(): Promise<void> {
    while (this.#looks || this.#queue.length > 0 || this.#exclusive.length > 0) {
      this.#looks = false;
      for (const work of this.#exclusive.splice(0)) {
        if (this.#isDue()) await this.#housekeep(this.#runtime.clock());
        await work();
      }
      if (this.#isDue()) await this.#housekeep(this.#runtime.clock());
      if (this.#commit.pending < PENDING_MAX) await this.#turn(this.#queue.splice(0, TURN_MAX));
      // Sockets get their turn: new commands come in and answers go out.
      await this.#runtime.nextTurn();
    }
    this.#running = false;
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

  async #turn(requests: readonly TradingRequest[]): Promise<void> {
    const decided = await this.#partition.decide(requests);
    for (const { entry, request } of decided) {
      this.#commit.add(entry, (position) => {
        request.answer(this.#partition.commands.complete(entry, position));
      });
    }
  }
}

function unavailable(id: string, message: string): Outcome {
  return { status: 'unknown', id, code: 'UNAVAILABLE', message };
}
