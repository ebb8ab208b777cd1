import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEST_PASSWORD, type WriteStack } from '@bellwether/testkit';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The write side as a process of its own, started again whenever it ends, as its supervisor does. */
export class CommandProcess {
  readonly instance: string;
  readonly #stack: WriteStack;
  readonly #leaseTtlMs: number;
  readonly #place: { readonly partition: number; readonly partitions: number };
  #child: ChildProcess | undefined;
  #stopping = false;
  /** Times that it was started. */
  starts = 0;
  /** Error logs that say anything else than what faults lead to. */
  readonly complaints: string[] = [];

  constructor(
    stack: WriteStack,
    instance: string,
    leaseTtlMs: number,
    place = { partition: 0, partitions: 1 },
  ) {
    this.#place = place;
    this.instance = instance;
    this.#stack = stack;
    this.#leaseTtlMs = leaseTtlMs;
    this.#start();
  }

  /** Ends it as a crash would; it is started again at once. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Freezes it for a while: connections stay open, nothing is answered. */
  pause(ms: number): void {
    const child = this.#child;
    child?.kill('SIGSTOP');
    setTimeout(() => child?.kill('SIGCONT'), ms);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  #start(): void {
    this.starts += 1;
    const child = spawn(process.execPath, [MAIN], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        // Hundreds of starts: what was compiled once need not be compiled again.
        NODE_COMPILE_CACHE: join(tmpdir(), 'bellwether-test-compile-cache'),
        NATS_URL: this.#stack.natsUrl,
        NATS_USER: 'commands',
        NATS_PASSWORD: TEST_PASSWORD,
        EVENTSTORE_URL: this.#stack.eventStoreUrl,
        WRITER_KEY_FILE: this.#stack.writerKeyFile,
        SNAPSHOT_DIRECTORY: join(this.#stack.directory, `snapshots-${this.instance}`),
        SNAPSHOT_EVERY_FACTS: '2000',
        OPS_PORT: '0',
        PROFILE: 'dev',
        LOG_LEVEL: 'error',
        INSTANCE: this.instance,
        PARTITION: `${this.#place.partition}`,
        PARTITIONS: `${this.#place.partitions}`,
        LEASE_TTL_MS: `${this.#leaseTtlMs}`,
      },
    });
    this.#child = child;
    child.stdout.on('data', (line: Buffer) => this.#heard(line.toString()));
    child.once('exit', () => {
      if (!this.#stopping) this.#start();
    });
  }

  #heard(text: string): void {
    if (/JOURNAL_CORRUPT|INVARIANT_VIOLATION|TypeError|ReferenceError/.test(text))
      this.complaints.push(text);
  }
}
