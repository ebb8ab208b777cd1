import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A service as an installation has it: a process of its own, started again whenever it ends, as its supervisor does. */
export class ServiceProcess {
  readonly #main: string;
  readonly #settings: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #stopping = false;

  /** @param entry URL of the package's index; its `main.ts` is beside it. */
  constructor(entry: string, settings: Readonly<Record<string, string>>) {
    this.#main = fileURLToPath(new URL('./main.ts', entry));
    this.#settings = settings;
    this.#start();
  }

  /** Ends it as a crash would. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  #start(): void {
    const child = spawn(process.execPath, [this.#main], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: join(tmpdir(), 'bellwether-test-compile-cache'),
        OPS_PORT: '0',
        PROFILE: 'dev',
        LOG_LEVEL: 'silent',
        ...this.#settings,
      },
    });
    this.#child = child;
    child.once('exit', () => {
      if (!this.#stopping) this.#start();
    });
  }
}
