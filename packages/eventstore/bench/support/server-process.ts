import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

const CLOCK_TICKS = 100;

/** A server in a process of its own, with what the system says about it. */
export class ServerProcess {
  readonly port: number;
  /** From spawning the process to its ready line, ms. */
  readonly startMs: number;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  private constructor(child: ChildProcess, port: number, startMs: number) {
    this.child = child;
    this.ended = once(child, 'exit');
    this.port = port;
    this.startMs = startMs;
  }

  /** Starts `script` and waits for a line that ends in the port. */
  static async start(script: string, args: readonly string[]): Promise<ServerProcess> {
    const started = performance.now();
    const child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    child.stdout.on('data', (chunk: Buffer) => {
      output += String(chunk);
      const port = /ready on \S*:(\d+)/.exec(output)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', () => reject(new Error(`${script} ended before it was ready: ${output}`)));
    const port = await promise;
    return new ServerProcess(child, port, performance.now() - started);
  }

  /** CPU time used so far by all threads, ms. */
  get cpuMs(): number {
    const stat = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / CLOCK_TICKS;
  }

  /** Resident memory, MiB. */
  get residentMiB(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }
}

export const SERVER: string = new URL('../../src/main.ts', import.meta.url).pathname;
export const ECHO: string = new URL('./echo-server.ts', import.meta.url).pathname;
