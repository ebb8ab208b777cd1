import type { Instant } from '@bellwether/domain';
import type { Logger } from '@bellwether/platform/log';
import type { RecordedFact } from '@bellwether/projections/facts';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import type { Kept, ParkedFact } from './kept.ts';
import { Lanes } from './lanes.ts';
import { Parking } from './parking.ts';
import type { ProcessManager } from './process.ts';
import { dueToRefusal, keyOf, reactionTo, type Due } from './reaction.ts';
import { Remembering } from './remembering.ts';
import type { ProcessRuntime } from './runtime.ts';
import { streamsWith } from './streams.ts';
import { submit } from './submit.ts';

/** Reads facts from stored events. */
export interface FactReading {
  factsOf(event: AllStreamRecordedEvent): Promise<readonly RecordedFact[]>;
  /** One fact again. @throws Error where there is none. */
  factAt(position: bigint, index: number): Promise<RecordedFact>;
}

/** The process has just started, and has not come to a parked fact again. */
export class NotReadAgainError extends Error {
  override readonly name = 'NotReadAgainError';
  readonly code = 'NOT_READ_AGAIN';
  constructor() {
    super('it has just started, and has not read up to there yet; ask again');
  }
}

export interface ReactorOptions {
  readonly process: ProcessManager;
  readonly runtime: ProcessRuntime;
  readonly kept: Kept;
  readonly reading: FactReading;
  readonly logger: Logger;
}

/** Progress is written down at most so often, ms. */
const WRITE_EVERY_MS = 1_000;
/** Waiting for a time is looked at so often, ms: clocks may be set. */
const LOOK_EVERY_MS = 500;
/** Commands of one fact that are under way at a time. */
const AT_ONCE_MAX = 64;

/** Runs one process manager on the log: from its checkpoint on, key by key, each fact until its commands are answered. */
export class Reactor {
  readonly #options: ReactorOptions;
  readonly #parking: Parking;
  readonly #lanes: Lanes;
  readonly #remembering: Remembering;
  #checkpoint: bigint | undefined;

  private constructor(options: ReactorOptions, parking: Parking, checkpoint: bigint | undefined) {
    this.#options = options;
    this.#parking = parking;
    this.#checkpoint = checkpoint;
    this.#lanes = new Lanes(checkpoint ?? -1n);
    this.#remembering = new Remembering(options.process);
  }

  /** Reads where the process stands. @throws NatsError */
  static async open(options: ReactorOptions): Promise<Reactor> {
    const { kept } = options;
    return new Reactor(options, await Parking.open(kept), await kept.checkpoint());
  }

  get parked(): readonly ParkedFact[] {
    return this.#parking.facts;
  }

  /** Commit position up to which everything is dealt with, or parked. */
  get position(): bigint {
    return this.#lanes.position;
  }

  /** Facts that it deals with now. */
  get open(): number {
    return this.#lanes.open;
  }

  /** Beginnings of the names of the streams that it follows. */
  get streams(): readonly string[] {
    const { on, memory } = this.#options.process;
    return streamsWith([...Object.keys(on), ...Object.keys(memory?.takes ?? {})]);
  }

  /** Runs until the signal. @throws SupersededError; errors of the log that trying again cannot help. */
  async run(): Promise<void> {
    await Promise.race([this.#follow(), this.#options.kept.superseded]);
  }

  async #follow(): Promise<void> {
    const { runtime, reading } = this.#options;
    const after = this.#checkpoint;
    await this.#remembering.recall(runtime, ({ event }) => reading.factsOf(event));
    const writing = this.#writeDown();
    for await (const message of runtime.follow(this.streams, after, runtime.signal)) {
      if (message.kind === 'event' && this.#remembering.mayConcern(message.event))
        for (const recorded of await reading.factsOf(message.event)) {
          this.#remembering.take(recorded);
          if (this.#remembering.isConcerned(recorded)) this.#add(recorded);
        }
      if (message.kind !== 'caughtUp') this.#lanes.considered(message.position);
      await this.#lanes.room();
    }
    await this.#lanes.done();
    await writing;
  }

  /**
   * Deals with what is parked under a key, oldest first, as far as it goes, and with what comes behind it meanwhile.
   * @throws the error of one that still cannot be dealt with; NotReadAgainError
   */
  async retry(key: string): Promise<void> {
    this.#expectRead(key);
    for (
      let [first] = this.#parking.of(key);
      first !== undefined;
      [first] = this.#parking.of(key)
    ) {
      const { position, index } = first;
      await this.#react(await this.#options.reading.factAt(BigInt(position), index));
      await this.#parking.remove(first);
    }
  }

  /** Gives the oldest fact of a key up; those behind it can be tried again. @throws NotReadAgainError */
  async drop(key: string): Promise<ParkedFact | undefined> {
    this.#expectRead(key);
    const [first] = this.#parking.of(key);
    if (first !== undefined) await this.#parking.remove(first);
    return first;
  }

  /** A start reads from its checkpoint on: a fact that is taken off before it comes by would be parked a second time. */
  #expectRead(key: string): void {
    const last = this.#parking.of(key).at(-1);
    if (last !== undefined && !this.#lanes.hasPassed(key, BigInt(last.position)))
      throw new NotReadAgainError();
  }

  #add(recorded: RecordedFact): void {
    const { process, runtime, logger } = this.#options;
    const key = keyOf(process, recorded);
    this.#lanes.add(key, async () => {
      const waits = await this.#written(() => this.#parking.putBehind(key, recorded, this.#now()));
      if (waits !== false) return waits ?? false;
      try {
        await this.#react(recorded);
        return true;
      } catch (error) {
        // What was not done before the end is done after the next start.
        if (runtime.signal.aborted) return false;
        logger.error({ err: error, process: process.name, key }, 'a process has parked a fact');
        const why = error instanceof Error ? error.message : String(error);
        const isParked = await this.#written(async () => {
          await this.#parking.put(key, recorded, why, this.#now());
          return true;
        });
        return isParked ?? false;
      }
    });
  }

  /** Parks until it is written down: before, the fact stays undone. Undefined: the end came first. */
  async #written(park: () => Promise<boolean>): Promise<boolean | undefined> {
    const { runtime, logger } = this.#options;
    while (!runtime.signal.aborted)
      try {
        return await park();
      } catch (failure) {
        logger.error({ err: failure }, 'a fact could not be parked');
        await runtime.runtime.pause(LOOK_EVERY_MS, runtime.signal);
      }
    return undefined;
  }

  #now(): Date {
    return new Date(Number(this.#options.runtime.runtime.clock() / 1_000_000n));
  }

  async #react(recorded: RecordedFact): Promise<void> {
    const due = reactionTo(this.#options.process, recorded, this.#remembering.memory);
    for (let at = 0; at < due.length; at += AT_ONCE_MAX) {
      const sent = due.slice(at, at + AT_ONCE_MAX).map((one) => this.#carryOut(one, recorded));
      const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
      if (failed !== undefined) throw (failed as PromiseRejectedResult).reason;
    }
  }

  async #carryOut(due: Due, recorded: RecordedFact): Promise<void> {
    const { process, runtime, logger } = this.#options;
    await this.#until(due.notBefore);
    const command = (await process.before?.(due.command, recorded, runtime.signal)) ?? due.command;
    const outcome = await submit(runtime, { ...due, command }, logger);
    const { memory } = this.#remembering;
    const next = dueToRefusal(process, { ...due, command }, outcome, memory);
    if (next !== undefined) await submit(runtime, next, logger);
    process.memory?.answered?.(memory, command);
  }

  async #until(time: Instant | undefined): Promise<void> {
    const { runtime, signal } = this.#options.runtime;
    while (time !== undefined && runtime.clock() < time) {
      signal.throwIfAborted();
      await runtime.pause(LOOK_EVERY_MS, signal);
    }
  }

  async #writeDown(): Promise<void> {
    const { kept, logger, runtime } = this.#options;
    for (let isLast = false; !isLast;) {
      isLast = runtime.signal.aborted;
      const { position } = this.#lanes;
      try {
        if (position >= 0n && position !== this.#checkpoint) {
          await kept.advance(position);
          this.#checkpoint = position;
        }
      } catch (error) {
        logger.warn({ err: error }, 'a process could not write its progress down');
      }
      if (!isLast) await runtime.runtime.pause(WRITE_EVERY_MS, runtime.signal);
    }
  }
}
