import type { IncomingMessage } from 'node:http';
import { clickHouseError } from '../engine/error-codes.ts';
import type { ResultCoding } from '../query/query-service.ts';
import type { NamedSession } from '../query/sessions.ts';

/** What a request's URL and headers ask for, beside its statement. */
export interface RequestOptions {
  /** The part of the statement that stands in the URL. */
  readonly query: string | undefined;
  readonly queryId: string | undefined;
  readonly database: string | undefined;
  readonly defaultFormat: string | undefined;
  readonly settings: Map<string, string>;
  readonly params: Map<string, string>;
  readonly session: NamedSession | undefined;
  /** `wait_end_of_query`: no answer before the result is complete. */
  readonly hold: boolean;
  /** `compress`: the result in ClickHouse's own compressed blocks. */
  readonly compressedBlocks: boolean;
  /** `client_protocol_version`: the revision of the Native format the client reads; 0 for the plain one. */
  readonly protocolVersion: number;
}

/** Parameters that are no settings of the engine. */
const RESERVED = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'stacktrace',
  'role',
  'buffer_size',
  'wait_end_of_query',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'compress',
  'decompress',
  'client_protocol_version',
]);

const DEFAULT_SESSION_SECONDS = 60;
const MAX_SESSION_SECONDS = 3_600;
const PARAM = 'param_';

/** @throws EngineError where a parameter cannot be what it is. */
export function requestOptions(
  params: URLSearchParams,
  headers: IncomingMessage['headers'],
): RequestOptions {
  if (isOn(params, 'decompress')) {
    throw clickHouseError('NOT_IMPLEMENTED', 'decompress=1 is not supported: use Content-Encoding');
  }
  for (const role of params.getAll('role')) {
    throw clickHouseError('UNKNOWN_ROLE', `There is no role \`${role}\` in user directories`);
  }
  const text = (name: string): string | undefined => params.get(name) || undefined;
  const header = (name: string): string | undefined => headers[name]?.toString() || undefined;
  const queryId = text('query_id') ?? header('x-clickhouse-query-id');
  // It comes back in a header.
  if (queryId !== undefined && !/^[\x20-\x7e]{1,256}$/.test(queryId)) {
    throw clickHouseError(
      'BAD_ARGUMENTS',
      'query_id must be printable ASCII of at most 256 letters',
    );
  }
  const query = params.getAll('query').join('');
  const all = [...params];
  return {
    query: query === '' ? undefined : query,
    queryId,
    database: text('database') ?? header('x-clickhouse-database'),
    defaultFormat: text('default_format') ?? header('x-clickhouse-format'),
    settings: new Map(all.filter(([name]) => !RESERVED.has(name) && !name.startsWith(PARAM))),
    params: new Map(
      all.flatMap(([name, value]) =>
        name.startsWith(PARAM) ? [[name.slice(PARAM.length), value] as const] : [],
      ),
    ),
    session: sessionOf(params),
    hold: isOn(params, 'wait_end_of_query'),
    compressedBlocks: isOn(params, 'compress'),
    protocolVersion: wholeNumber(params, 'client_protocol_version') ?? 0,
  };
}

const isOn = (params: URLSearchParams, name: string): boolean =>
  /^(?:1|true)$/i.test(params.get(name) ?? '');

function wholeNumber(params: URLSearchParams, name: string): number | undefined {
  const value = params.get(name);
  if (value === null || value === '') return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw clickHouseError('BAD_ARGUMENTS', `Invalid ${name}: '${value}'`);
}

function sessionOf(params: URLSearchParams): NamedSession | undefined {
  const id = params.get('session_id');
  if (id === null || id === '') return undefined;
  const timeoutSeconds = wholeNumber(params, 'session_timeout') ?? DEFAULT_SESSION_SECONDS;
  if (timeoutSeconds > MAX_SESSION_SECONDS) {
    throw clickHouseError(
      'INVALID_SESSION_TIMEOUT',
      `Session timeout '${timeoutSeconds}' is larger than max_session_timeout: ${MAX_SESSION_SECONDS}`,
    );
  }
  return { id, timeoutSeconds, mustExist: isOn(params, 'session_check') };
}

/** Cheapest for its size first. */
const CODINGS: readonly ResultCoding[] = ['zstd', 'gzip', 'lz4', 'deflate', 'br'];
const DEFAULT_LEVEL = 3;

/**
 * How the client wants its result compressed: the first of the codings here that `Accept-Encoding` names,
 * unless `enable_http_compression=0`.
 */
export function resultCoding(
  headers: IncomingMessage['headers'],
  settings: ReadonlyMap<string, string>,
): { readonly name: ResultCoding; readonly level: number } | undefined {
  if (/^(?:0|false)$/i.test(settings.get('enable_http_compression') ?? '')) return undefined;
  const offered = (headers['accept-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim().split(/\s*;\s*/))
    .filter(([, ...weights]) => !weights.some((weight) => /^q=0(?:\.0*)?$/.test(weight)))
    .map(([coding]) => coding?.toLowerCase());
  const name = CODINGS.find((coding) => offered.includes(coding));
  if (name === undefined) return undefined;
  const level = Number(settings.get('http_zlib_compression_level') ?? DEFAULT_LEVEL);
  return { name, level: level >= 1 && level <= 9 ? Math.trunc(level) : DEFAULT_LEVEL };
}
