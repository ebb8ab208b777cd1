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
  readonly user: User;
  readonly take: (index: number) => void;
}

interface Lane {
  readonly free: number[];
  readonly queue: Waiting[];
}

/**
 * Bounds how many statements run, wait, and belong to one user. Readers and writers have slots and queues of their own, so
 * that no number of dashboards delays an INSERT; and of those who wait, a user with fewer running comes first.
 */
export class Slots {
  readonly #limits: ServerLimits;
  readonly #lanes: { readonly read: Lane; readonly write: Lane };
  /** Statements of each user, waiting ones among them, and those that run. */
  readonly #ofUser = new Map<string, number>();
  readonly #running = new Map<string, number>();

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
   * Waits for a slot: first come first served among the statements of a user, and users take turns.
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
    if (index === undefined && lane.queue.length >= this.#limits.maxQueuedQueries) {
      throw tooMany(`. Waiting: ${lane.queue.length}`);
    }
    count(this.#ofUser, user.name, 1);
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
    count(this.#running, user.name, 1);
    return {
      index,
      release: () => {
        if (!held) return;
        held = false;
        count(this.#running, user.name, -1);
        this.#forget(user);
        const next = this.#next(lane);
        if (next === undefined) lane.free.push(index);
        else next.take(index);
      },
    };
  }

  /** The longest waiting one of the user who has the fewest running. */
  #next({ queue }: Lane): Waiting | undefined {
    const running = ({ user }: Waiting): number => this.#running.get(user.name) ?? 0;
    const fewest = Math.min(...queue.map(running));
    const index = queue.findIndex((waiting) => running(waiting) === fewest);
    return queue.splice(index, 1)[0];
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
        user,
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
    count(this.#ofUser, user.name, -1);
  }
}

/** Counts, and keeps nothing of whom nothing is left. */
function count(of: Map<string, number>, name: string, by: number): void {
  const left = (of.get(name) ?? 0) + by;
  if (left === 0) of.delete(name);
  else of.set(name, left);
}

const tooMany = (detail: string): Error =>
  clickHouseError(
    'TOO_MANY_SIMULTANEOUS_QUERIES',
    `Too many simultaneous queries${detail.startsWith('.') ? '' : ' '}${detail}`,
  );
