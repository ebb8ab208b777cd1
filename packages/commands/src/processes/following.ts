import type { Following } from '../aggregates/decide.ts';
import type { FundsProcess } from './funds-process.ts';
import type { Peers } from './peers.ts';

/** How long an answer waits until the trading partitions have followed, ms. It is durable anyway. */
export const FOLLOW_WAIT_MS = 1_500;

/** Waits for the trading partitions: who has an answer can trade on it. */
export class TradingFollows implements Following {
  readonly #here: FundsProcess;
  readonly #peers: Peers | undefined;
  readonly #waiting = new Map<bigint, Promise<unknown>>();

  /** @param here this partition's. @param peers the others; undefined: there are none. */
  constructor(here: FundsProcess, peers: Peers | undefined) {
    this.#here = here;
    this.#peers = peers;
  }

  /** Resolves when all partitions have followed up to `position`, or will within moments. Commands of one append wait together. */
  upTo(position: bigint): Promise<unknown> {
    const known = this.#waiting.get(position);
    if (known !== undefined) return known;
    const waiting = Promise.all([
      this.#here.followed(position, FOLLOW_WAIT_MS),
      this.#peers?.followed(position, FOLLOW_WAIT_MS),
    ]).finally(() => this.#waiting.delete(position));
    this.#waiting.set(position, waiting);
    return waiting;
  }

  /** Resolves when this partition has followed any further fact, or after `timeoutMs`. */
  progress(timeoutMs: number): Promise<boolean> {
    return this.#here.progress(timeoutMs);
  }
}
