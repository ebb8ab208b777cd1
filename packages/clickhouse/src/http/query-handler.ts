import type { IncomingMessage, ServerResponse } from 'node:http';
import { EngineError } from '../engine/engine-error.ts';
import type { EngineFacts } from '../engine/engine.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import type { ServerLimits } from '../options.ts';
import type { Log } from './log.ts';
import type { QueryRequest, QueryService } from '../query/query-service.ts';
import { describeStatement } from '../sql/statement.ts';
import { Answer } from './answer.ts';
import { Arrival, type HeldText } from './arrival.ts';
import { beginningOf, bodyOf, type Beginning } from './body.ts';
import { compressedBlocks } from './compressed-blocks.ts';
import { credentialsOf, type Authentication } from './credentials.ts';
import { formFields } from './form.ts';
import { nativeOfRevision } from './native-revision.ts';
import { requestOptions, resultCoding } from './request.ts';

/** ClickHouse's default of the setting `max_query_size`. */
const DEFAULT_QUERY_BYTES = 262_144;
/** What this server adds to a statement, and more. */
const QUERY_MARGIN_BYTES = 8_192;

/** Counts for /metrics. */
export interface QueryCounts {
  succeeded: number;
  failed: number;
  refusedLogins: number;
  writtenRows: number;
  resultRows: number;
}

/** What answering a statement needs. */
export interface QueryHandling {
  readonly service: QueryService;
  readonly facts: EngineFacts;
  readonly limits: ServerLimits;
  readonly heldText: HeldText;
  readonly authentication: Authentication;
  readonly counts: QueryCounts;
  readonly log: Log;
}

/** Answers `GET /?query=…` and `POST /`. Never rejects: whatever goes wrong is told to the client and the log. */
export async function handleQuery(
  request: IncomingMessage,
  response: ServerResponse,
  handling: QueryHandling,
): Promise<void> {
  const answer = new Answer(response, handling.facts);
  try {
    await runQuery(request, response, answer, handling);
    answer.end();
    handling.counts.succeeded += 1;
  } catch (error) {
    handling.counts.failed += 1;
    answer.fail(told(error, handling.log));
  }
}

/** What the client is told: ClickHouse's errors as they are, others only that there was one. */
function told(error: unknown, log: Log): EngineError {
  if (error instanceof EngineError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return clickHouseError('QUERY_WAS_CANCELLED', 'The client has gone away');
  }
  log('error', 'a statement failed for a reason of the server', { error: String(error) });
  return new EngineError(1001, 'STD_EXCEPTION', 'Internal error of the server; its log says more');
}

async function runQuery(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  handling: QueryHandling,
): Promise<void> {
  const { limits, service } = handling;
  const params = new URL(request.url ?? '/', 'http://server').searchParams;
  const user = authenticate(request, response, params, handling);
  using arrival = new Arrival(handling.heldText, limits.maxArrivalMs);
  const body = bodyOf(request, limits.maxRequestBytes, limits.maxIdleMs);
  const contentType = request.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(contentType)) {
    const fields = await formFields(body, contentType, limits.maxQueryBytes, arrival);
    fields.forEach(([name, value]) => params.append(name, value));
  }
  const options = requestOptions(params, request.headers);
  const maxQueryBytes = queryLimit(options.settings, limits);
  const beginning = await beginningOf(options.query, body, maxQueryBytes, arrival);
  checkLength(beginning, maxQueryBytes, arrival);
  if (beginning.text.length + QUERY_MARGIN_BYTES > DEFAULT_QUERY_BYTES) {
    const bytes = beginning.text.length + QUERY_MARGIN_BYTES;
    options.settings.set('max_query_size', String(bytes));
  }

  const running = service.running.add(options.queryId, user);
  const leave = (): void => {
    if (!response.writableFinished) {
      running.stop(clickHouseError('QUERY_WAS_CANCELLED', 'The client has gone away'));
    }
  };
  response.once('close', leave);
  try {
    answer.identify(running.queryId, options.settings.get('session_timezone'));
    const statement: QueryRequest = {
      ...options,
      user,
      text: beginning.text,
      rows: beginning.rest,
      readonly: request.method !== 'POST',
      coding:
        options.compressedBlocks || options.protocolVersion > 0
          ? undefined
          : resultCoding(request.headers, options.settings),
    };
    await service.run(statement, running, async (delivery) => {
      const chunks: AsyncIterable<Buffer> = delivery.source.iterator({ destroyOnReturn: false });
      const native = delivery.format === 'Native' && options.protocolVersion > 0;
      const revised = native ? nativeOfRevision(chunks, options.protocolVersion) : chunks;
      const coded = options.compressedBlocks ? compressedBlocks(revised) : revised;
      const changed = native || options.compressedBlocks;
      const result = await answer.send(
        changed ? { ...delivery, length: undefined } : delivery,
        coded,
        limits.maxIdleMs,
      );
      handling.counts.writtenRows += result.writtenRows;
      handling.counts.resultRows += result.resultRows;
    });
  } finally {
    response.off('close', leave);
    service.running.remove(running);
    await body.return();
  }
}

function authenticate(
  request: IncomingMessage,
  response: ServerResponse,
  params: URLSearchParams,
  { authentication, counts, log }: QueryHandling,
): QueryRequest['user'] {
  try {
    const credentials = credentialsOf(request.headers, params);
    if (credentials !== undefined) return authentication.check(credentials);
  } catch (error) {
    counts.refusedLogins += 1;
    log('warn', 'login refused', { from: request.socket.remoteAddress });
    throw error;
  }
  response.setHeader('WWW-Authenticate', 'Basic realm="ClickHouse server HTTP API"');
  throw clickHouseError('AUTHENTICATION_FAILED', 'Authentication failed: no credentials');
}

/** How long a statement may be: the setting `max_query_size`, up to the server's own bound. */
function queryLimit(settings: ReadonlyMap<string, string>, limits: ServerLimits): number {
  const asked = Number(settings.get('max_query_size') ?? DEFAULT_QUERY_BYTES);
  return Number.isFinite(asked) && asked > 0
    ? Math.min(asked, limits.maxQueryBytes)
    : limits.maxQueryBytes;
}

/** A text that goes on beyond the limit, or for too long, has to be an INSERT whose rows have begun. */
function checkLength(
  { text, more, isLate }: Beginning,
  maxQueryBytes: number,
  arrival: Arrival,
): void {
  if (text.length <= maxQueryBytes && !more) return;
  const statement = describeStatement(text);
  if (statement.kind === 'insert' && statement.dataAt < Math.min(text.length, maxQueryBytes))
    return;
  if (isLate) throw arrival.late();
  throw clickHouseError(
    'SYNTAX_ERROR',
    'Max query size exceeded (can be increased with the `max_query_size` setting)',
  );
}
