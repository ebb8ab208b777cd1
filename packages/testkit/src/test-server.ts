import type { Child } from '@bellwether/servers/child';
import { startServer, type ServerSpec } from '@bellwether/servers/server';
import { inTime } from './in-time.ts';

/** A server under test that can be killed, paused, and started again on the same data and port. */
export class TestServer {
  readonly #spec: ServerSpec;
  #child: Child | undefined;

  constructor(spec: ServerSpec) {
    this.#spec = spec;
  }

  async start(): Promise<void> {
    this.#child = await inTime(`${this.#spec.name} answers`, startServer(this.#spec));
  }

  /** Of the running process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.#child?.kill();
    this.#child = undefined;
  }

  async stop(): Promise<void> {
    this.resume();
    await this.#child?.stop();
    this.#child = undefined;
  }

  /** Freezes it: connections stay open, nothing is answered. */
  pause(): void {
    this.#signal('SIGSTOP');
  }

  resume(): void {
    this.#signal('SIGCONT');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#child !== undefined) process.kill(this.#child.pid, signal);
  }
}
