import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { CliResult } from './cli.ts';

const PROCESS = fileURLToPath(new URL('./lasting-process.ts', import.meta.url));

/** Runs lines of the command line in one process, one after the other. */
export class LastingCli {
  readonly #env: NodeJS.ProcessEnv;
  #child: ChildProcess | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** @throws Error when the process ends meanwhile. */
  run(args: readonly string[]): Promise<CliResult> {
    const result = this.#last.then(() => this.#ask(args));
    this.#last = result.catch(() => undefined);
    return result;
  }

  stop(): void {
    this.#child?.disconnect();
    this.#child = undefined;
  }

  #ask(args: readonly string[]): Promise<CliResult> {
    const child = (this.#child ??= fork(PROCESS, [], { env: this.#env, execArgv: [] }));
    return new Promise((resolve, reject) => {
      const ended = (status: number | null): void => {
        this.#child = undefined;
        reject(new Error(`${args.join(' ')} ended the process with ${status}`));
      };
      child.once('exit', ended);
      child.once('message', (result) => {
        child.off('exit', ended);
        resolve(result as CliResult);
      });
      child.send(args);
    });
  }
}
