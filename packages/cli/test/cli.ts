import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePorts } from '@bellwether/servers/port';
import { LastingCli } from './lasting-cli.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
/** As `./bellwether` has it. */
const COMPILED = fileURLToPath(new URL('../../../node_modules/.cache/bellwether', import.meta.url));
/** A market that is alive takes a fifth of the demo's orders; the rest of the machine is for what is tested. */
const DEMO_STEP_MS = '1000';
const PORTS = 20;
const ENV = { NODE_COMPILE_CACHE: COMPILED, DEMO_STEP_MS, ...process.env };
/** What starts or ends the platform is run as people run it; the rest in a process that lasts. */
const OWN_PROCESS: ReadonlySet<string> = new Set(['up', 'down', 'status']);

/** What `status` says. */
export interface Status {
  readonly ready: boolean;
  readonly units: readonly {
    readonly name: string;
    readonly state: string;
    readonly pid: number;
    readonly restarts: number;
  }[];
}

/** How a run of the command line ended. */
export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run of the command line that can be interrupted. */
export interface CliRun {
  readonly result: Promise<CliResult>;
  /** What it has printed so far. */
  output(): string;
  /** What it has told people beside that: progress, and what went wrong. */
  messages(): string;
  interrupt(): void;
}

/** The command line on an installation of its own: `start` in a process of its own, as people do. */
export class Cli {
  readonly #options: readonly string[];
  readonly #lasting = new LastingCli(ENV);

  constructor(directory: string, port: number) {
    this.#options = ['--data', directory, '--port', `${port}`];
  }

  start(...args: readonly string[]): CliRun {
    const child = spawn(process.execPath, [MAIN, ...this.#options, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: ENV,
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const result = new Promise<CliResult>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) =>
        resolve({
          status,
          stdout: Buffer.concat(stdout).toString(),
          stderr: Buffer.concat(stderr).toString(),
        }),
      );
    });
    const output = (): string => Buffer.concat(stdout).toString();
    const messages = (): string => Buffer.concat(stderr).toString();
    return { result, output, messages, interrupt: () => void child.kill('SIGINT') };
  }

  run(...args: readonly string[]): Promise<CliResult> {
    return args.some((word) => OWN_PROCESS.has(word))
      ? this.start(...args).result
      : this.#lasting.run([...this.#options, ...args]);
  }

  /** Ends the process that runs lines; the next line has another. */
  close(): void {
    this.#lasting.stop();
  }

  /** Runs with `--json` and reads the document. @throws Error with the output when the command fails. */
  async json<T>(...args: readonly string[]): Promise<T> {
    const { status, stdout, stderr } = await this.run('--json', ...args);
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return JSON.parse(stdout) as T;
  }
}

/** The first of twenty ports of which none is taken. */
export function freePortBlock(): Promise<number> {
  return freePorts(PORTS);
}
