import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { JournalReader } from '@bellwether/commands';
import type { TradingFact } from '@bellwether/domain';
import { TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';

const CHILD = fileURLToPath(new URL('./timed-child.ts', import.meta.url));

/** Starts writer and process managers at a time of day of the test's choosing, and ends them as a crash does. */
export class TimedProcess {
  readonly #stack: WriteStack;
  #child: ChildProcess | undefined;
  #aheadMs = 0;

  constructor(stack: WriteStack) {
    this.#stack = stack;
  }

  /** What the process takes for the time, ms since 1970 UTC. */
  get nowMs(): number {
    return Date.now() + this.#aheadMs;
  }

  /** A UUIDv7 of the time that the process believes it is: ids that look old are not taken. */
  newId(): string {
    const time = Math.floor(this.nowMs).toString(16).padStart(12, '0');
    return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
  }

  /** Everything that trading has recorded. */
  async journal(): Promise<readonly TradingFact[]> {
    const facts: TradingFact[] = [];
    for await (const { entries } of new JournalReader(this.#stack.eventStoreClient(), 0).read())
      for (const entry of entries) facts.push(...entry.facts);
    return facts;
  }

  /**
   * @param at what its clock shows when it is started, ns since 1970 UTC.
   * @param closeOuts what has to be bought in, as the read side says it.
   */
  start(at: bigint, closeOuts: readonly object[] = []): void {
    this.#aheadMs = Number(at / 1_000_000n) - Date.now();
    this.#child = spawn(process.execPath, [CHILD], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        NATS_URL: this.#stack.natsUrl,
        NATS_PASSWORD: TEST_PASSWORD,
        EVENTSTORE_URL: this.#stack.eventStoreUrl,
        WRITER_KEY_FILE: this.#stack.writerKeyFile,
        CLOCK_AHEAD_MS: `${this.#aheadMs}`,
        CLOSE_OUTS: JSON.stringify(closeOuts),
      },
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}
