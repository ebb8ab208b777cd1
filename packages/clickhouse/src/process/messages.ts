import type { ServerLimits, UserOptions } from '../options.ts';
import type { LogLevel } from '../http/log.ts';

// What the two processes say to each other: the one that asked for a server and the one that is it.

/** Counts and loads of a server since its start. */
export interface ClickHouseStats {
  readonly succeeded: number;
  readonly failed: number;
  readonly refusedLogins: number;
  readonly running: number;
  readonly waiting: number;
  readonly sessions: number;
  readonly writtenRows: number;
  readonly resultRows: number;
  /** Bytes of memory of the server's process. */
  readonly residentBytes: number;
}

export type ToServer =
  | {
      readonly type: 'start';
      readonly host: string;
      readonly port: number;
      readonly dataDirectory: string;
      readonly users: readonly UserOptions[];
      readonly limits: ServerLimits;
    }
  | { readonly type: 'stats' }
  | { readonly type: 'ping' }
  | { readonly type: 'stop'; readonly drainMs: number };

export type FromServer =
  | { readonly type: 'ready'; readonly port: number }
  | { readonly type: 'refused'; readonly code: string; readonly message: string }
  | { readonly type: 'stats'; readonly stats: ClickHouseStats }
  | { readonly type: 'pong'; readonly ok: boolean }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Record<string, unknown>;
    };
