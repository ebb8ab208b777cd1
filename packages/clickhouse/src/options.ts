/** What one user's statements may cost. A user cannot raise them; lowering them by settings is allowed. */
export interface UserLimits {
  /** Seconds a statement may run. */
  readonly maxExecutionSeconds: number;
  /** Bytes of memory a statement may use in the engine. */
  readonly maxMemoryBytes: number;
  /** Rows a result may have; 0 is no limit. */
  readonly maxResultRows: number;
  /** Bytes a result may have in the engine's memory, before formatting; 0 is no limit. */
  readonly maxResultBytes: number;
  /** Statements of this user that may run or wait at the same time. */
  readonly maxConcurrentQueries: number;
}

/** Someone who may connect. */
export interface UserOptions {
  /** Letters, digits, `_` and `-`, beginning with a letter. */
  readonly name: string;
  readonly password: string;
  /** May only read: no INSERT, no DDL. */
  readonly readonly: boolean;
  /** A database that it may create, with its tables, and insert rows into; it may do nothing else, not even read. */
  readonly writesInto?: string;
  readonly limits?: Partial<UserLimits>;
}

/** What the server as a whole may cost. */
export interface ServerLimits {
  /** Statements of read-only users that run at the same time. */
  readonly readSlots: number;
  /** Statements of writing users that run at the same time, their reads included. */
  readonly writeSlots: number;
  /** Statements that may wait for a slot of a reader, and as many for one of a writer; further ones are refused with TOO_MANY_SIMULTANEOUS_QUERIES. */
  readonly maxQueuedQueries: number;
  /** Milliseconds a statement may wait for a slot. */
  readonly maxQueueMs: number;
  /** Bytes of memory that all statements together may use in the engine. */
  readonly maxServerMemoryBytes: number;
  /** Bytes of SQL a statement may have; the setting `max_query_size` (262144 unless set) counts below it. */
  readonly maxQueryBytes: number;
  /** Bytes of SQL, and of rows sent with it, that all requests together may hold. */
  readonly maxHeldTextBytes: number;
  /** Milliseconds that a statement may take to arrive; the rows of an INSERT may take longer. */
  readonly maxArrivalMs: number;
  /** Bytes of a URL with its headers. */
  readonly maxUrlBytes: number;
  /** Bytes a request's body may have once decompressed. */
  readonly maxRequestBytes: number;
  /** Bytes on disk that a result held back by `wait_end_of_query` may have in the engine's memory. */
  readonly maxHeldResultBytes: number;
  /** Milliseconds a request may go on without its client sending or taking a byte. */
  readonly maxIdleMs: number;
  /** Sessions (`session_id`) kept at the same time. */
  readonly maxSessions: number;
}

/** Everything `startClickHouse` needs. */
export interface ClickHouseOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Made if missing. One server at a time. */
  readonly dataDirectory: string;
  readonly users: readonly UserOptions[];
  readonly limits?: Partial<ServerLimits>;
  /** Listening on anything but a loopback address needs this said. */
  readonly allowRemote?: boolean;
}

const MIB = 2 ** 20;
const GIB = 2 ** 30;

export const DEFAULT_USER_LIMITS: UserLimits = {
  maxExecutionSeconds: 300,
  maxMemoryBytes: GIB,
  maxResultRows: 0,
  maxResultBytes: 0,
  maxConcurrentQueries: 100,
};

export const DEFAULT_SERVER_LIMITS: ServerLimits = {
  readSlots: 6,
  writeSlots: 6,
  maxQueuedQueries: 200,
  maxQueueMs: 30_000,
  maxServerMemoryBytes: 3 * GIB,
  maxQueryBytes: MIB,
  maxHeldTextBytes: 128 * MIB,
  maxArrivalMs: 60_000,
  maxUrlBytes: MIB,
  maxRequestBytes: 16 * GIB,
  maxHeldResultBytes: GIB,
  maxIdleMs: 60_000,
  maxSessions: 64,
};
