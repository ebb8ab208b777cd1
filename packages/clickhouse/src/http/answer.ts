import { randomInt } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { EngineFacts } from '../engine/engine.ts';
import type { EngineError } from '../engine/engine-error.ts';
import type { EngineResult } from '../engine/libchdb.ts';
import { clickHouseError } from '../engine/error-codes.ts';
import type { Delivery } from '../query/query-service.ts';
import { httpStatusOf } from './status.ts';

/** What of a result is held back before the answer begins, so that an early error still gets its own status. */
const HOLD_BYTES = 2 ** 20;
const TAG_LETTERS = 16;
const DISCARD_MS = 10_000;
const TAIL_MS = 2_000;

/** The answer to one statement. */
export class Answer {
  readonly #response: ServerResponse;
  readonly #facts: EngineFacts;
  /** Marks an error in the middle of a result, so that no row can be taken for one. */
  readonly #exceptionTag = Array.from({ length: TAG_LETTERS }, () =>
    String.fromCodePoint(97 + randomInt(26)),
  ).join('');

  constructor(response: ServerResponse, facts: EngineFacts) {
    this.#response = response;
    this.#facts = facts;
    response.setHeader('X-ClickHouse-Server-Display-Name', facts.displayName);
  }

  /** What of the answer is kept back until `end`. */
  #end: () => void = () => undefined;

  /** The headers that every answer to a statement has. */
  identify(queryId: string, timezone: string | undefined): void {
    this.#response.setHeader('X-ClickHouse-Query-Id', queryId);
    // The client's own words may hold what no header can.
    const known = timezone !== undefined && /^[\w+/-]{1,64}$/.test(timezone);
    this.#response.setHeader('X-ClickHouse-Timezone', known ? timezone : this.#facts.timezone);
    this.#response.setHeader('X-ClickHouse-Exception-Tag', this.#exceptionTag);
  }

  /**
   * Sends a result as it comes, no faster than the client takes it, but for its last piece, which `end` sends.
   * @throws what made the engine stop, or that the client went away or is silent for `maxIdleMs`.
   */
  async send(
    delivery: Delivery,
    chunks: AsyncIterable<Buffer>,
    maxIdleMs: number,
  ): Promise<EngineResult> {
    const response = this.#response;
    const format = this.#facts.formats.get(delivery.format.toLowerCase());
    response.setHeader('X-ClickHouse-Format', format?.name ?? delivery.format);
    response.setHeader('Content-Type', format?.contentType ?? 'text/plain; charset=UTF-8');
    if (delivery.length !== undefined) response.setHeader('Content-Length', delivery.length);
    if (delivery.coding !== undefined) response.setHeader('Content-Encoding', delivery.coding);
    let held: Buffer[] = [];
    let heldBytes = 0;
    for await (const chunk of chunks) {
      if (response.headersSent ? held.length > 0 : heldBytes >= HOLD_BYTES) {
        if (!response.headersSent) response.writeHead(200);
        const piece = Buffer.concat(held);
        [held, heldBytes] = [[], 0];
        if (!response.write(piece)) await drained(response, maxIdleMs);
      }
      held.push(chunk);
      heldBytes += chunk.length;
    }
    const result = await delivery.finished;
    this.#end = () => {
      if (!response.headersSent) {
        response.setHeader('X-ClickHouse-Summary', summaryOf(result));
        response.setHeader('Content-Length', heldBytes);
        response.writeHead(200);
      }
      held.forEach((chunk) => response.write(chunk));
      response.end();
    };
    return result;
  }

  /**
   * Ends the answer that was sent: once the statement has given back its session and its slot, since who has read an answer
   * to its end may ask again at once.
   */
  end(): void {
    this.#end();
  }

  /** Tells the client of an error: as the whole answer or, too late for that, at the result's end. */
  fail(error: EngineError): void {
    const response = this.#response;
    const { version } = this.#facts;
    const text = `Code: ${error.code}. DB::Exception: ${error.message} (${error.type}) (version ${version} (chDB))\n`;
    if (response.destroyed || response.writableEnded) return;
    if (response.headersSent) {
      const { length } = Buffer.from(text);
      const tag = this.#exceptionTag;
      const tail = `\r\n__exception__\r\n${tag}\r\n${text}${length} ${tag}\r\n__exception__\r\n`;
      // In a compressed result the tail would be no text: there the break alone tells.
      const readable = !response.hasHeader('Content-Encoding');
      // Never a proper end: who does not look for the tail sees a broken transfer.
      if (readable) response.write(tail, () => response.destroy());
      // Nor does it wait for a client that takes nothing.
      setTimeout(() => response.destroy(), readable ? TAIL_MS : 0).unref();
      return;
    }
    for (const name of ['Content-Encoding', 'Content-Length', 'X-ClickHouse-Format']) {
      response.removeHeader(name);
    }
    response.setHeader('X-ClickHouse-Exception-Code', error.code);
    response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
    // Without credentials: 401, which makes browsers and curl ask for them. With wrong ones: 403, as for any refusal.
    const status = response.hasHeader('WWW-Authenticate') ? 401 : httpStatusOf(error.code);
    response.writeHead(status).end(text);
    discardBody(response);
  }
}

/** Takes what the client still sends, so that it comes to read the answer; not for ever. */
function discardBody({ req: request }: ServerResponse): void {
  if (request.complete) return;
  request.unpipe().resume();
  setTimeout(() => request.destroy(), DISCARD_MS).unref();
}

/** Numbers as strings, as ClickHouse writes them, for clients without 64-bit numbers. */
function summaryOf(result: EngineResult): string {
  return JSON.stringify({
    read_rows: String(result.readRows),
    read_bytes: String(result.readBytes),
    written_rows: String(result.writtenRows),
    written_bytes: String(result.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(result.resultRows),
    result_bytes: String(result.resultBytes),
    elapsed_ns: String(Math.round(result.elapsedSeconds * 1e9)),
  });
}

function drained(response: ServerResponse, maxIdleMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (error?: Error): void => {
      clearTimeout(timer);
      response.off('drain', onDrain).off('close', onClose);
      if (error === undefined) resolve();
      else reject(error);
    };
    const onDrain = (): void => finish();
    const onClose = (): void =>
      finish(clickHouseError('QUERY_WAS_CANCELLED', 'The client has gone away'));
    const timer = setTimeout(
      () => finish(clickHouseError('SOCKET_TIMEOUT', `Nothing taken within ${maxIdleMs} ms`)),
      maxIdleMs,
    );
    if (response.destroyed) onClose();
    else response.on('drain', onDrain).on('close', onClose);
  });
}
