import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';

const CHILD = fileURLToPath(new URL('./instance-child.ts', import.meta.url));

/** Two instances of the process managers, each started again whenever it ends. */
export class TwoInstances {
  readonly #stack: WriteStack;
  readonly #processes: 'welcome' | 'all';
  readonly #env: Readonly<Record<string, string>>;
  readonly #children = new Map<string, ChildProcess>();
  #isOver = false;

  /**
   * @param processes the tests' own, or all of an installation.
   * @param env what else they are told: `WEBHOOK_KEY`, with which alerts are posted.
   */
  constructor(
    stack: WriteStack,
    processes: 'welcome' | 'all',
    env: Readonly<Record<string, string>> = {},
  ) {
    this.#env = env;
    this.#stack = stack;
    this.#processes = processes;
    this.#start('one');
    this.#start('two');
  }

  /** Ends one after the other as a crash does, so many times, at uneven distances of 0.4 to 1 s. */
  async killAround(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      await sleep(400 + ((n * 7_919) % 7) * 100);
      this.#children.get(n % 2 === 0 ? 'one' : 'two')?.kill('SIGKILL');
    }
  }

  /** Ends both; they start again. */
  killBoth(): void {
    for (const child of this.#children.values()) child.kill('SIGKILL');
  }

  /** Ends both for good. */
  stop(): void {
    this.#isOver = true;
    this.killBoth();
  }

  #start(instance: string): void {
    const { natsUrl, eventStoreUrl } = this.#stack;
    const args = [CHILD, this.#processes, instance, natsUrl, TEST_PASSWORD, eventStoreUrl];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...this.#env },
    });
    this.#children.set(instance, child);
    child.once('exit', () => {
      if (!this.#isOver) this.#start(instance);
    });
  }
}
