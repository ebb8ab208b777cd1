import { fork, type ChildProcess } from 'node:child_process';
import { BlockList, isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import { DEFAULT_SERVER_LIMITS, type ClickHouseOptions, type ServerLimits } from '../options.ts';
import type { Log } from '../http/log.ts';
import type { ClickHouseStats, FromServer, ToServer } from './messages.ts';

/** The server did not come up, or cannot with these options. `code` says why. */
export class ClickHouseStartError extends Error {
  override readonly name = 'ClickHouseStartError';
  /** e.g. `DATA_DIRECTORY_IN_USE`, `EADDRINUSE`, `BAD_OPTIONS`. */
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A server that answers. */
export interface RunningClickHouse {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without credentials. */
  readonly url: string;
  /** The server's process. */
  readonly pid: number;
  /** Settles when the server's process has ended; `expected` after `stop`. */
  readonly exited: Promise<{ readonly expected: boolean; readonly reason: string }>;
  stats(): Promise<ClickHouseStats>;
  /** Whether the engine answers. */
  ping(): Promise<boolean>;
  /** Takes no more requests, lets statements end for `drainMs`, then ends them, then the engine. */
  stop(drainMs?: number): Promise<void>;
}

const DEFAULT_DRAIN_MS = 8_000;
/** Beyond draining and killing, for the engine to close. */
const STOP_GRACE_MS = 10_000;
/** libuv threads beside one per slot: the control connection, files, compression. */
const SPARE_THREADS = 8;

const SERVER = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/**
 * Starts a server process on a data directory and waits until it answers. Ends with this process, however that ends.
 * @throws ClickHouseStartError
 */
export async function startClickHouse(
  options: ClickHouseOptions,
  log: Log = () => undefined,
): Promise<RunningClickHouse> {
  const limits: ServerLimits = { ...DEFAULT_SERVER_LIMITS, ...options.limits };
  checkOptions(options, limits);
  const child = fork(SERVER, [], {
    execArgv: [],
    env: {
      ...process.env,
      // Passwords; the server gets them by message.
      CLICKHOUSE_USERS: '',
      UV_THREADPOOL_SIZE: String(limits.readSlots + limits.writeSlots + SPARE_THREADS),
      // Times without a zone mean the same on every machine.
      TZ: 'UTC',
    },
    // The engine writes its last words to stderr.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { host, port, dataDirectory, users } = options;
  const exited = exitOf(child);
  const ready = answerOf(child, 'ready');
  child.on('message', (message: FromServer) => {
    if (message.type === 'log') log(message.level, message.message, message.fields);
  });
  tell(child, { type: 'start', host, port, dataDirectory, users, limits });
  const answer = await ready;
  return new ServerHandle(child, host, answer.port, exited);
}

function checkOptions(options: ClickHouseOptions, limits: ServerLimits): void {
  const { host, users } = options;
  if (options.allowRemote !== true && !isLoopback(host)) {
    throw new ClickHouseStartError(
      'BAD_OPTIONS',
      `${host} is no loopback address: passwords would cross the network in the clear. Say allowRemote if that is meant`,
    );
  }
  if (users.length === 0) throw new ClickHouseStartError('BAD_OPTIONS', 'there are no users');
  const names = new Set(users.map(({ name }) => name));
  const bad = users.find(({ name }) => !/^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(name));
  if (bad !== undefined || names.size !== users.length) {
    throw new ClickHouseStartError('BAD_OPTIONS', 'user names must be names, each once');
  }
  if (users.some(({ password }) => password === '')) {
    throw new ClickHouseStartError('BAD_OPTIONS', 'every user needs a password');
  }
  if (limits.readSlots < 1 || limits.writeSlots < 1) {
    throw new ClickHouseStartError('BAD_OPTIONS', 'readSlots and writeSlots must be at least 1');
  }
}

function isLoopback(host: string): boolean {
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8);
  loopback.addAddress('::1', 'ipv6');
  const version = isIP(host);
  return host === 'localhost' || (version !== 0 && loopback.check(host, `ipv${version as 4 | 6}`));
}

class ServerHandle implements RunningClickHouse {
  readonly host: string;
  readonly port: number;
  readonly url: string;
  readonly exited: RunningClickHouse['exited'];
  readonly #child: ChildProcess;
  #expected = false;

  constructor(child: ChildProcess, host: string, port: number, exited: Promise<string>) {
    this.#child = child;
    this.host = host;
    this.port = port;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    this.exited = exited.then((reason) => ({ expected: this.#expected, reason }));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async stats(): Promise<ClickHouseStats> {
    const answer = answerOf(this.#child, 'stats');
    tell(this.#child, { type: 'stats' });
    return (await answer).stats;
  }

  async ping(): Promise<boolean> {
    const answer = answerOf(this.#child, 'pong');
    tell(this.#child, { type: 'ping' });
    return (await answer).ok;
  }

  async stop(drainMs = DEFAULT_DRAIN_MS): Promise<void> {
    if (!this.#expected && this.#child.connected) {
      this.#expected = true;
      tell(this.#child, { type: 'stop', drainMs });
    }
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), drainMs + STOP_GRACE_MS);
    await this.exited;
    clearTimeout(timer);
  }
}

const tell = (child: ChildProcess, message: ToServer): void =>
  void child.send(message, () => undefined);

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `status ${code}`));
  });
}

/** The next message of a kind. @throws ClickHouseStartError where the process refuses or ends instead. */
function answerOf<T extends FromServer['type']>(
  child: ChildProcess,
  type: T,
): Promise<Extract<FromServer, { type: T }>> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
    };
    const onMessage = (message: FromServer): void => {
      if (message.type === type) resolve(message as Extract<FromServer, { type: T }>);
      else if (message.type === 'refused') {
        reject(new ClickHouseStartError(message.code, message.message));
      } else return;
      done();
    };
    const onError = (error: Error): void => {
      done();
      reject(new ClickHouseStartError('START_FAILED', error.message));
    };
    const onExit = (code: number | null, signal: NodeJS.Signals | null): void =>
      onError(new Error(`the server's process ended: ${signal ?? `status ${code}`}`));
    child.on('message', onMessage).once('exit', onExit).once('error', onError);
  });
}
