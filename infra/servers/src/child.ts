import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';

/** How a server or service is run as a process of its own. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Run as this user where the caller is root. */
  readonly uid?: number;
  readonly gid?: number;
  /** Where its output goes. */
  readonly logFile: string;
  /** Asks it to stop. Default SIGTERM. */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed, ms. */
  readonly stopTimeoutMs?: number;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running process. */
export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<Exit>;
  /** Asks it to stop, and kills it where it does not within its time. */
  stop(): Promise<Exit>;
  /** Ends it without asking: what a crash looks like. */
  kill(): Promise<Exit>;
}

const STOP_TIMEOUT_MS = 20_000;

/** Starts a process. @throws where the command cannot be started at all. */
export async function startChild(spec: ChildSpec): Promise<Child> {
  // Logs name people and what they did: they are for who runs this.
  mkdirSync(dirname(spec.logFile), { recursive: true, mode: 0o700 });
  const log = createWriteStream(spec.logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/', ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C reaches the supervisor only, which stops everything in order.
    detached: true,
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  const exited = exitOf(child, log);
  await once(child, 'spawn');
  const stopWith = async (signal: NodeJS.Signals, timeoutMs: number): Promise<Exit> => {
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const exit = await exited;
    clearTimeout(timer);
    return exit;
  };
  return {
    name: spec.name,
    pid: child.pid ?? 0,
    exited,
    stop: () => stopWith(spec.stopSignal ?? 'SIGTERM', spec.stopTimeoutMs ?? STOP_TIMEOUT_MS),
    kill: () => stopWith('SIGKILL', STOP_TIMEOUT_MS),
  };
}

function exitOf(child: ChildProcess, log: WriteStream): Promise<Exit> {
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  return new Promise((resolve) => {
    child.once('close', (code, signal) => {
      log.end();
      resolve({ code, signal });
    });
    // A command that cannot be started says so on 'error', which `once(child, 'spawn')` turns into a rejection.
    child.once('error', () => log.end());
  });
}
