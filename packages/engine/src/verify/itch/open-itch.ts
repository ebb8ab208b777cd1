import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ItchFormatError, type ItchMessage } from './messages.ts';
import { ITCH_CSV_HEADER, readItchCsv } from './read-itch-csv.ts';
import { framingOf, readItch } from './read-itch.ts';

/** Enough to tell what a file is. */
const HEAD_BYTES = 16;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The messages of a file: NASDAQ's binary format, a recorded SoupBinTCP session, or text under ITCH_CSV_HEADER; each
 * also compressed by gzip. What it is follows from its first bytes; its name says nothing. Throws ItchFormatError and
 * errors of the file system, at once or while it is read.
 */
export function openItch(path: string): Promise<AsyncIterable<ItchMessage>> {
  return messagesOf(createReadStream(path));
}

async function messagesOf(file: AsyncIterable<Uint8Array>): Promise<AsyncIterable<ItchMessage>> {
  const { head, bytes } = await peek(file);
  if (head[0] === 0x1f && head[1] === 0x8b) return messagesOf(gunzip(bytes));
  const text = Buffer.from(head).toString().replace(BYTE_ORDER_MARK, '');
  const isText = text !== '' && ITCH_CSV_HEADER.startsWith(text.slice(0, 'type,'.length));
  return isText ? readItchCsv(bytes) : readItch(bytes, framingOf(head));
}

/** The first bytes, and all of them. */
async function peek(
  file: AsyncIterable<Uint8Array>,
): Promise<{ readonly head: Uint8Array; readonly bytes: AsyncGenerator<Uint8Array> }> {
  const chunks = file[Symbol.asyncIterator]();
  let head: Uint8Array = new Uint8Array(0);
  while (head.length < HEAD_BYTES) {
    const { done, value } = await chunks.next();
    if (done === true) break;
    head = Buffer.concat([head, value]);
  }
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  return { head, bytes: bytes() };
}

async function* gunzip(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Whatever ends one end of it ends the other; an error is thrown by the end that is read.
  const plain = pipeline(bytes, createGunzip(), () => undefined);
  try {
    yield* plain as AsyncIterable<Uint8Array>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_') !== true) throw error;
    throw new ItchFormatError(`the gzip file is damaged: ${message}`, { cause: error });
  }
}
