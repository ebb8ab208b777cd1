import type { Runtime } from '@bellwether/platform/runtime';
import { simulatedId } from './sim-id.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/**
 * When the simulation begins, ms since 1970 UTC: just before midnight of 5 January 2026 in New York (05:00 UTC), so that a
 * day ends while the clients send.
 */
export const EPOCH_MS: number = 1_767_589_200_000 - 2_000;

/**
 * One process of the simulated machine. It can be killed before anything that happens to it, which is at every await of
 * its code, and frozen: then what happens to it waits. A killed process never hears of anything again.
 */
export class SimProcess {
  readonly name: string;
  readonly #world: World;
  readonly #random: Random;
  readonly #clockOffsetMs: number;
  #alive = true;
  #paused = false;
  #waiting: (() => void)[] = [];

  /** @param clockOffsetMs how wrong its wall clock is. */
  constructor(world: World, name: string, clockOffsetMs = 0) {
    this.name = name;
    this.#world = world;
    this.#random = world.random.fork();
    this.#clockOffsetMs = clockOffsetMs;
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    this.#alive = false;
    this.#waiting = [];
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const happen of this.#waiting.splice(0)) this.#world.after(0, () => this.happens(happen));
  }

  /** Lets something happen to the process: now, after its thaw, or never. */
  happens(task: () => void): void {
    if (!this.#alive) return;
    if (this.#paused) this.#waiting.push(task);
    else task();
  }

  readonly runtime: Runtime = {
    clock: () =>
      BigInt(Math.round((EPOCH_MS + this.#world.now + this.#clockOffsetMs) * 1_000)) * 1_000n,
    monotonicMs: () => this.#world.now,
    after: (ms, task) => {
      let due = true;
      this.#world.after(ms, () => this.happens(() => (due ? task() : undefined)));
      return () => (due = false);
    },
    nextTurn: () =>
      new Promise((resolve) => {
        this.#world.after(this.#random.next() * 0.2, () => this.happens(resolve));
      }),
    random: () => this.#random.next(),
    newId: () => simulatedId(this.#random, EPOCH_MS + this.#world.now),
  };
}
