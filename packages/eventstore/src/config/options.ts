import type { ScriptLimits } from '../projections/script/protocol.ts';
import type { TlsMaterial } from '../transport/listener.ts';

/** Passwords of the users that a new database begins with. */
export interface InitialPasswords {
  readonly admin: string;
  readonly ops: string;
}

/** Server versions whose behaviour is reproduced; they differ as `behaviours` says. */
export type ServerVersion = '24.10.0' | '23.10.8';

export interface EventStoreOptions {
  /** 0 takes a free port. Default 2113. */
  readonly port?: number;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
  /** Data directory. Exactly one of `data` and `memory`. */
  readonly data?: string;
  /** Keep everything in memory. */
  readonly memory?: boolean;
  /** host:port told to clients that ask for the cluster; default the address listened on. */
  readonly advertise?: string;
  /** Certificate and key, or `development` for a generated one; undefined means insecure: plain text, no users, everything allowed. */
  readonly tls?: TlsMaterial | 'development';
  /** Passwords of `admin` and `ops` in a new database; with a development certificate `changeit` unless given. */
  readonly initialPasswords?: InitialPasswords;
  /** Reported version, and the behaviour that goes with it. Default 24.10.0. */
  readonly version?: ServerVersion;
  /** Largest append, bytes of data, metadata and types. Default 1 MiB. */
  readonly maxAppendSize?: number;
  /** How long an append may take before the client is told that the outcome is unknown, ms. Default 2000. */
  readonly commitTimeoutMs?: number;
  /** Size of a log file, bytes. Default 64 MiB. */
  readonly segmentBytes?: number;
  /** Start the system projections; without it they exist and are stopped. */
  readonly startStandardProjections?: boolean;
  /** Limits of projections written in JavaScript. Default 250 ms of processor time for an event, 64 MiB. */
  readonly scriptLimits?: ScriptLimits;
  /** Wall clock, ms since 1970. */
  readonly now?: () => number;
  /** Hears of problems that the server survived. Default: a line on standard error. */
  readonly report?: (problem: unknown) => void;
}

export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly data: string | undefined;
  readonly advertise: string | undefined;
  readonly tls: TlsMaterial | 'development' | undefined;
  readonly initialPasswords: InitialPasswords | undefined;
  readonly version: ServerVersion;
  readonly maxAppendSize: number;
  readonly commitTimeoutMs: number;
  readonly segmentBytes: number;
  readonly startStandardProjections: boolean;
  readonly scriptLimits: ScriptLimits;
  readonly now: () => number;
  readonly report: (problem: unknown) => void;
}

/** Options that contradict each other or make no sense. */
export class InvalidOptionsError extends Error {
  override readonly name = 'InvalidOptionsError';
  readonly code = 'INVALID_OPTIONS';
}

const DEVELOPMENT_PASSWORDS: InitialPasswords = { admin: 'changeit', ops: 'changeit' };
const MEBIBYTE = 1024 * 1024;

const toStandardError = (problem: unknown): void => {
  const text = problem instanceof Error ? (problem.stack ?? problem.message) : String(problem);
  process.stderr.write(`eventstore: ${text}\n`);
};

/** Fills in defaults. @throws InvalidOptionsError */
export function settingsOf(options: EventStoreOptions): Settings {
  const { data, memory = false } = options;
  if (memory === (data !== undefined))
    throw new InvalidOptionsError('give either a data directory or memory');
  const segmentBytes = options.segmentBytes ?? 64 * MEBIBYTE;
  if (!Number.isSafeInteger(segmentBytes) || segmentBytes < 64 * 1024)
    throw new InvalidOptionsError('segmentBytes must be at least 64 KiB');
  return {
    port: options.port ?? 2113,
    host: options.host ?? '127.0.0.1',
    data,
    advertise: options.advertise,
    tls: options.tls,
    initialPasswords:
      options.initialPasswords ??
      (options.tls === 'development' ? DEVELOPMENT_PASSWORDS : undefined),
    version: options.version ?? '24.10.0',
    maxAppendSize: options.maxAppendSize ?? MEBIBYTE,
    commitTimeoutMs: options.commitTimeoutMs ?? 2000,
    segmentBytes,
    startStandardProjections: options.startStandardProjections ?? false,
    scriptLimits: options.scriptLimits ?? { callMs: 250, memoryBytes: 64 * MEBIBYTE },
    now: options.now ?? Date.now,
    report: options.report ?? toStandardError,
  };
}
