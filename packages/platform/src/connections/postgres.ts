import postgres, { type Sql } from 'postgres';

export type { Sql };

export interface PostgresOptions {
  readonly url: string;
  /** Shown by `pg_stat_activity`. */
  readonly name: string;
  readonly connections?: number;
}

const CONNECT_TIMEOUT_S = 5;
const STATEMENT_TIMEOUT_MS = 30_000;

/** A pool of connections; int8 and numeric columns come back as text, so that no digit is lost. */
export function connectPostgres(options: PostgresOptions): Sql {
  return postgres(options.url, {
    max: options.connections ?? 4,
    connect_timeout: CONNECT_TIMEOUT_S,
    idle_timeout: 0,
    onnotice: () => undefined,
    connection: {
      application_name: options.name,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    },
  });
}
