import { ClickHouseLogLevel, createClient, type ClickHouseClient } from '@clickhouse/client';

export type { ClickHouseClient };

const REQUEST_TIMEOUT_MS = 30_000;

/** A client of the ClickHouse HTTP interface; user and password stand in the URL. */
export function connectClickHouse(url: string, name: string): ClickHouseClient {
  return createClient({
    url,
    application: name,
    request_timeout: REQUEST_TIMEOUT_MS,
    // Errors reach the caller, who logs them in full with what it was doing.
    log: { level: ClickHouseLogLevel.OFF },
    compression: { request: false, response: false },
  });
}
