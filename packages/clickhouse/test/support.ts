import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { startClickHouse, type ClickHouseOptions, type RunningClickHouse } from '../src/index.ts';

// A server of the test's own, on a directory of its own.

export const WRITER = { name: 'writer', password: 'writer-secret', readonly: false } as const;
export const READER = {
  name: 'reader',
  password: 'reader-secret',
  readonly: true,
  limits: { maxExecutionSeconds: 5, maxResultRows: 1_000, maxMemoryBytes: 400_000_000 },
} as const;

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'clickhouse-test-'));

export const removeDirectory = (path: string): void =>
  rmSync(path, { recursive: true, force: true });

export function startServer(
  dataDirectory: string,
  overrides: Partial<ClickHouseOptions> = {},
): Promise<RunningClickHouse> {
  return startClickHouse({
    host: '127.0.0.1',
    port: 0,
    dataDirectory,
    users: [WRITER, READER],
    ...overrides,
  });
}

/** A server for one test, gone at its end. */
export async function serverForTest(
  overrides: Partial<ClickHouseOptions> = {},
): Promise<RunningClickHouse> {
  const directory = temporaryDirectory();
  const server = await startServer(directory, overrides);
  onTestFinished(async () => {
    await server.stop(0);
    removeDirectory(directory);
  });
  return server;
}

export interface HttpRequest {
  /** Sent as the body. Without one, and without `query`, the request is a GET of `params`. */
  readonly sql?: string | Uint8Array<ArrayBuffer> | undefined;
  readonly params?: Record<string, string>;
  readonly as?: { readonly name: string; readonly password: string };
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly signal?: AbortSignal;
}

/** One raw HTTP request. */
export function send(server: RunningClickHouse, request: HttpRequest): Promise<Response> {
  const { sql, params = {}, as = WRITER, headers = {}, signal } = request;
  return fetch(`${server.url}/?${new URLSearchParams(params).toString()}`, {
    method: request.method ?? (sql === undefined ? 'GET' : 'POST'),
    headers: {
      'X-ClickHouse-User': as.name,
      'X-ClickHouse-Key': as.password,
      'Accept-Encoding': 'identity',
      ...headers,
    },
    ...(sql === undefined ? {} : { body: sql }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The text a statement answers. */
export async function ask(
  server: RunningClickHouse,
  sql: string,
  request: HttpRequest = {},
): Promise<string> {
  return (await send(server, { ...request, sql })).text();
}

/** An answer as ClickHouse's error number; 0 for none. */
export async function errorOf(
  server: RunningClickHouse,
  sql: string,
  request: HttpRequest = {},
): Promise<number> {
  const response = await send(server, { ...request, sql });
  await response.arrayBuffer();
  return Number(response.headers.get('x-clickhouse-exception-code') ?? 0);
}

/** What becomes true sooner or later, on a machine that others use as well. */
export const eventually = <T>(read: () => T): ReturnType<typeof expect.poll<T>> =>
  expect.poll(read, { timeout: 10_000 });
