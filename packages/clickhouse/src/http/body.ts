import type { IncomingMessage } from 'node:http';
import { pipeline, type Duplex, type Readable } from 'node:stream';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createZstdDecompress,
} from 'node:zlib';
import { clickHouseError } from '../engine/error-codes.ts';
import type { Arrival } from './arrival.ts';

const DECODERS: Record<string, () => Duplex> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * A request's body, decompressed, of at most `maxBytes`, from a client that is never silent for longer than `maxIdleMs`.
 * The iteration throws EngineError where a bound is crossed or the body is no proper stream of its coding.
 */
export async function* bodyOf(
  request: IncomingMessage,
  maxBytes: number,
  maxIdleMs: number,
): AsyncGenerator<Buffer, void, undefined> {
  const coding = request.headers['content-encoding']?.trim().toLowerCase();
  const plain = coding === undefined || coding === '' || coding === 'identity';
  const decoder = plain ? undefined : DECODERS[coding]?.();
  if (!plain && decoder === undefined) {
    throw clickHouseError('UNSUPPORTED_MEDIA_TYPE', `Unknown Content-Encoding: ${coding}`);
  }
  const idle = (): void =>
    void request.destroy(
      clickHouseError('SOCKET_TIMEOUT', `Nothing received within ${maxIdleMs} ms`),
    );
  let timer = setTimeout(idle, maxIdleMs);
  const source: Readable =
    decoder === undefined ? request : pipeline(request, decoder, () => undefined);
  let total = 0;
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      clearTimeout(timer);
      total += (chunk as Buffer).length;
      if (total > maxBytes) {
        throw clickHouseError('QUERY_IS_TOO_LARGE', `The body has more than ${maxBytes} bytes`);
      }
      yield chunk as Buffer;
      // Only the client's silence counts, not the time the engine takes.
      timer = setTimeout(idle, maxIdleMs);
    }
  } catch (error) {
    throw decoder !== undefined && isCodingError(error)
      ? clickHouseError('BAD_ARGUMENTS', `The body is not ${coding}: ${error.message}`)
      : error;
  } finally {
    clearTimeout(timer);
  }
}

const isCodingError = (error: unknown): error is NodeJS.ErrnoException =>
  /^(?:Z_|ERR_BROTLI|ERR__ERROR_FORMAT|ERR_ZSTD|ZSTD_|BROTLI_)/.test(
    String((error as NodeJS.ErrnoException).code),
  );

/** The beginning of a statement, and what of the body comes after it. */
export interface Beginning {
  /** Bytes as Latin-1. */
  readonly text: string;
  /** Whether there may be more than `text` has. */
  readonly more: boolean;
  /** Whether that is because it took too long to arrive. */
  readonly isLate: boolean;
  readonly rest: AsyncIterable<Uint8Array>;
}

/**
 * Reads the first `bytes` bytes, or all there are, or what comes in time, of the URL's part of the statement, a line end, and the body.
 * @throws EngineError
 */
export async function beginningOf(
  query: string | undefined,
  body: AsyncGenerator<Buffer, void, undefined>,
  bytes: number,
  arrival: Arrival,
): Promise<Beginning> {
  const chunks: Buffer[] = query === undefined ? [] : [Buffer.from(`${query}\n`)];
  let length = chunks[0]?.length ?? 0;
  let more = true;
  arrival.add(length);
  while (length <= bytes && more && !arrival.isLate) {
    const { done, value } = await body.next();
    more = done !== true;
    if (value === undefined) continue;
    arrival.add(value.length);
    chunks.push(value);
    length += value.length;
  }
  const isLate = more && length <= bytes;
  return { text: Buffer.concat(chunks).toString('latin1'), more, isLate, rest: body };
}
