import { clickHouseError } from '../engine/error-codes.ts';
import type { ServerLimits } from '../options.ts';
import type { User } from './user.ts';

/** The right to run one statement. `release` gives it to the next in line. */
export interface Slot {
  /** 0 … readSlots + writeSlots - 1: no two held slots have the same. */
  readonly index: number;
  release(): void;
}

interface Waiting {
  readonly take: (index: number) => void;
}

interface Lane {
  readonly free: number[];
  readonly queue: Waiting[];
}

/**
 * Bounds how many statements run, wait, and belong to one user. Readers and writers have slots of their own, so that
 * no number of dashboards delays an INSERT.
 */
export class Slots {
  readonly #limits: ServerLimits;
  readonly #lanes: { readonly read: Lane; readonly write: Lane };
  readonly #ofUser = new Map<string, number>();

  constructor(limits: ServerLimits) {
    this.#limits = limits;
    const { readSlots, writeSlots } = limits;
    this.#lanes = {
      read: { free: Array.from({ length: readSlots }, (_, i) => i), queue: [] },
      write: { free: Array.from({ length: writeSlots }, (_, i) => readSlots + i), queue: [] },
    };
  }

  /** Statements that run, and that wait for a slot. */
  get load(): { readonly running: number; readonly waiting: number } {
    const { read, write } = this.#lanes;
    const all = this.#limits.readSlots + this.#limits.writeSlots;
    return {
      running: all - read.free.length - write.free.length,
      waiting: read.queue.length + write.queue.length,
    };
  }

  /**
   * Waits for a slot, first come first served.
   * @throws EngineError TOO_MANY_SIMULTANEOUS_QUERIES where the queue or the user's share is full or the wait too long,
   * QUERY_WAS_CANCELLED where `signal` ends the wait.
   */
  async take(user: User, signal: AbortSignal): Promise<Slot> {
    const mine = this.#ofUser.get(user.name) ?? 0;
    const { maxConcurrentQueries } = user.limits;
    if (mine >= maxConcurrentQueries) {
      throw tooMany(`for user ${user.name}. Current: ${mine}, maximum: ${maxConcurrentQueries}`);
    }
    const lane = user.readonly ? this.#lanes.read : this.#lanes.write;
    const index = lane.free.shift();
    if (index === undefined && this.load.waiting >= this.#limits.maxQueuedQueries) {
      throw tooMany(`. Waiting: ${this.load.waiting}`);
    }
    this.#ofUser.set(user.name, mine + 1);
    try {
      return index === undefined
        ? await this.#wait(lane, user, signal)
        : this.#slot(lane, index, user);
    } catch (error) {
      this.#forget(user);
      throw error;
    }
  }

  #slot(lane: Lane, index: number, user: User): Slot {
    let held = true;
    return {
      index,
      release: () => {
        if (!held) return;
        held = false;
        this.#forget(user);
        const next = lane.queue.shift();
        if (next === undefined) lane.free.push(index);
        else next.take(index);
      },
    };
  }

  #wait(lane: Lane, user: User, signal: AbortSignal): Promise<Slot> {
    return new Promise<Slot>((resolve, reject) => {
      const leave = (error: Error): void => {
        lane.queue.splice(lane.queue.indexOf(waiting), 1);
        done();
        reject(error);
      };
      const onAbort = (): void =>
        leave(clickHouseError('QUERY_WAS_CANCELLED', 'Query was cancelled'));
      const timer = setTimeout(
        () => leave(tooMany(`. No slot within ${this.#limits.maxQueueMs} ms`)),
        this.#limits.maxQueueMs,
      );
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
      };
      const waiting: Waiting = {
        take: (index) => {
          done();
          resolve(this.#slot(lane, index, user));
        },
      };
      lane.queue.push(waiting);
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #forget(user: User): void {
    const left = (this.#ofUser.get(user.name) ?? 1) - 1;
    if (left === 0) this.#ofUser.delete(user.name);
    else this.#ofUser.set(user.name, left);
  }
}

const tooMany = (detail: string): Error =>
  clickHouseError(
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    `Too many simultaneous queries${detail.startsWith('.') ? '' : ' '}${detail}`,
  );
