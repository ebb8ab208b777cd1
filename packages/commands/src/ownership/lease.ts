import type { Logger } from '@bellwether/platform/log';
import { sleep, type Runtime } from '@bellwether/platform/runtime';
import type { LeaseKey } from './lease-key.ts';

export interface LeaseOptions {
  readonly key: LeaseKey;
  /** Name of this process, unique among those that run: a restarted process takes its own lease back at once. */
  readonly instance: string;
  /** How long a silent owner keeps the lease, ms, on the clock of whoever waits for it. */
  readonly ttlMs: number;
  readonly runtime: Runtime;
  readonly logger: Logger;
}

/** Attempts and renewals within one time to live. */
const STEPS = 5;

/** `instance/run`. What is written otherwise names nobody: whoever wrote it was no owner. */
const OWNER = /^[A-Za-z0-9._-]{1,64}\/[0-9a-f-]{36}$/;

/**
 * Who owns a partition. It only spares work: two processes that both believe to own one are told apart by the journal,
 * which takes the next batch from one of them alone. No clocks are compared: a waiting process measures for itself how
 * long the entry has not changed.
 */
export class Lease {
  readonly #options: LeaseOptions;
  /** Tells this run of the process from earlier ones of the same name. */
  readonly #owner: string;
  #revision = 0;
  #released = false;
  #callOff: (() => void) | undefined;

  constructor(options: LeaseOptions) {
    this.#options = options;
    this.#owner = `${options.instance}/${options.runtime.newId()}`;
  }

  /** Waits until the lease is this process's. Resolves to false when `signal` ends the waiting. */
  async acquire(signal: AbortSignal): Promise<boolean> {
    const { runtime, ttlMs, logger } = this.#options;
    let seen = -1;
    let since = runtime.monotonicMs();
    while (!signal.aborted) {
      try {
        const entry = await this.#options.key.read();
        const { owner = '', revision = 0 } = entry ?? {};
        // Only an owner shows signs of life. It takes back at once what somebody else has written over its name.
        if (OWNER.test(owner) && revision !== seen)
          [seen, since] = [revision, runtime.monotonicMs()];
        if (this.#isFree(owner) || runtime.monotonicMs() - since >= ttlMs) {
          const taken = await this.#options.key.write(this.#owner, revision);
          if (taken !== undefined) return this.#hold(taken);
        }
      } catch (error) {
        logger.warn({ err: error }, 'lease: no answer');
      }
      await sleep(runtime, (ttlMs / STEPS / 2) * (0.5 + runtime.random()));
    }
    return false;
  }

  /** Keeps the lease alive. @param onLost called once when another process has it. */
  keep(onLost: () => void): void {
    const { runtime, ttlMs } = this.#options;
    this.#callOff = runtime.after(ttlMs / STEPS, () => void this.#renew(onLost));
  }

  /** Gives the lease back, so that nobody has to wait for its end. */
  async release(): Promise<void> {
    this.#released = true;
    this.#callOff?.();
    if (this.#revision === 0) return;
    try {
      await this.#options.key.remove(this.#revision);
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'lease: not given back');
    }
  }

  /** Given back, or of an earlier run of this process. */
  #isFree(owner: string): boolean {
    return owner === '' || (OWNER.test(owner) && owner.split('/')[0] === this.#options.instance);
  }

  #hold(revision: number): true {
    this.#revision = revision;
    return true;
  }

  /**
   * A renewal whose answer was lost makes the next one fail: the entry tells whose it is. One that names nobody, or is gone, is
   * nobody's: it is written over. Where somebody else is quicker, the next renewal meets it.
   */
  async #isStillOurs(): Promise<boolean> {
    const { owner = '', revision = 0 } = (await this.#options.key.read()) ?? {};
    if (owner === this.#owner) {
      this.#revision = revision;
      return true;
    }
    if (OWNER.test(owner)) return false;
    this.#options.logger.warn({ owner: owner.slice(0, 100) }, 'lease: written over by no owner');
    this.#revision = (await this.#options.key.write(this.#owner, revision)) ?? this.#revision;
    return true;
  }

  async #renew(onLost: () => void): Promise<void> {
    try {
      const renewed = await this.#options.key.write(this.#owner, this.#revision);
      if (this.#released) return;
      if (renewed !== undefined) this.#revision = renewed;
      else if (!(await this.#isStillOurs())) return onLost();
    } catch (error) {
      // Without an answer nobody else can take it either; whoever did regardless is told apart by the journal.
      this.#options.logger.warn({ err: error }, 'lease: not renewed');
    }
    if (!this.#released) this.keep(onLost);
  }
}
