import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { EngineConnection } from './connection.ts';
import { configXml, usersXml, type EngineProfile } from './engine-config.ts';
import { callNow, loadLibrary } from './libchdb.ts';
import { tryLock } from './system-calls.ts';
import { DataType } from 'ffi-rs';

const LOCK_WAIT_MS = 1_000;
const LOCK_POLL_MS = 50;

/** Another process has the data directory. */
class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';
  readonly code = 'DATA_DIRECTORY_IN_USE';
}

/** What the engine says of itself. */
export interface EngineFacts {
  readonly version: string;
  readonly timezone: string;
  readonly displayName: string;
  /** Content-Type by lower-case format name, and the name as the engine writes it. */
  readonly formats: ReadonlyMap<string, { readonly name: string; readonly contentType: string }>;
}

/**
 * The ClickHouse engine inside this process, on one data directory. One per process, and the process is its own:
 * opening it takes away the process's working directory (see `leaveWorkingDirectory`).
 */
export class Engine {
  readonly facts: EngineFacts;
  /** Where pipes and held results are; empty at every start. */
  readonly runDirectory: string;
  readonly #path: string;
  readonly #lock: number;
  readonly #control: EngineConnection;
  #controlTail: Promise<unknown> = Promise.resolve();

  private constructor(
    facts: EngineFacts,
    control: EngineConnection,
    path: string,
    runDirectory: string,
    lock: number,
  ) {
    this.facts = facts;
    this.runDirectory = runDirectory;
    this.#control = control;
    this.#path = path;
    this.#lock = lock;
  }

  /** @throws DataDirectoryInUseError while another server is on `directory`. */
  static async open(
    directory: string,
    profiles: readonly EngineProfile[],
    maxServerMemoryBytes: number,
  ): Promise<Engine> {
    const root = resolve(directory);
    mkdirSync(root, { recursive: true, mode: 0o700 });
    const lock = await lockDirectory(root);
    const runDirectory = join(root, 'run');
    rmSync(runDirectory, { recursive: true, force: true });
    mkdirSync(runDirectory, { mode: 0o700 });
    const users = join(runDirectory, 'users.xml');
    const config = join(runDirectory, 'config.xml');
    writeFileSync(users, usersXml(profiles));
    writeFileSync(config, configXml(users, join(runDirectory, 'absent'), maxServerMemoryBytes));

    loadLibrary();
    const path = join(root, 'store');
    const control = new EngineConnection([`--path=${path}`, `--config-file=${config}`]);
    const facts = await readFacts(control);
    leaveWorkingDirectory(runDirectory);
    return new Engine(facts, control, path, runDirectory, lock);
  }

  /** A fresh session; `settings` as the arguments of a command line, which no bounds hold yet. */
  connect(settings: readonly string[]): EngineConnection {
    return new EngineConnection([`--path=${this.#path}`, ...settings]);
  }

  /** Asks the engine to stop the statement whose text holds `tag`. Tells nothing of whether there was one. */
  async kill(tag: string): Promise<void> {
    const half = tag.length >> 1;
    // Split, so that the KILL does not hold the tag itself.
    const marker = `concat('${tag.slice(0, half)}', '${tag.slice(half)}')`;
    await this.#onControl(`KILL QUERY WHERE position(query, ${marker}) > 0 ASYNC`);
  }

  /** Whether the engine answers. */
  async ping(): Promise<void> {
    await this.#onControl('SELECT 1');
  }

  /** Only when every other connection is closed. */
  async close(): Promise<void> {
    await this.#controlTail;
    this.#control.close();
    callNow<number>('chdb_shutdown', DataType.I32, []);
    rmSync(this.runDirectory, { recursive: true, force: true });
    closeSync(this.#lock);
  }

  #onControl(sql: string): Promise<unknown> {
    const turn = this.#controlTail.then(() => this.#control.run(sql));
    this.#controlTail = turn.catch(() => undefined);
    return turn;
  }
}

/** Waits a moment: a server whose starter was killed is ending, but may not have ended yet. */
async function lockDirectory(root: string): Promise<number> {
  const fd = openSync(join(root, 'lock'), 'w', 0o600);
  for (let waited = 0; waited <= LOCK_WAIT_MS; waited += LOCK_POLL_MS) {
    if (tryLock(fd)) return fd;
    await delay(LOCK_POLL_MS);
  }
  closeSync(fd);
  throw new DataDirectoryInUseError(`another process has the data directory ${root}`);
}

async function readFacts(connection: EngineConnection): Promise<EngineFacts> {
  const self = await connection.run('SELECT version(), timezone(), displayName()', 'JSONCompact');
  const [version, timezone, displayName] = (
    JSON.parse(self.output.toString()) as { data: [[string, string, string]] }
  ).data[0];
  const listed = await connection.run(
    'SELECT name, content_type FROM system.formats',
    'JSONCompact',
  );
  const formats = (JSON.parse(listed.output.toString()) as { data: [string, string][] }).data;
  return {
    version,
    timezone,
    displayName,
    formats: new Map(
      formats.map(([name, contentType]) => [name.toLowerCase(), { name, contentType }]),
    ),
  };
}

/**
 * Leaves this process without a working directory. The engine takes itself for a local program and lets SQL read any
 * file: the function `file()`, format schemas and templates, ATTACH … FROM, wherever they hide (a column's default, a
 * string that is evaluated, rows of VALUES). No grant or setting governs that. Each of them resolves "user files"
 * against the working directory first, and fails where there is none. A test tries every one of them.
 */
function leaveWorkingDirectory(within: string): void {
  const nowhere = mkdtempSync(join(within, 'cwd-'));
  process.chdir(nowhere);
  rmdirSync(nowhere);
}
