import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { parseRow } from './parse-row.ts';
import { MalformedLobsterError, type LobsterRow } from './row.ts';

const MESSAGES = /_message_\d+\.csv$/;
const BOOKS = /_orderbook_\d+\.csv$/;

/** SHA-256 of the file: commands are named after it, so that the same file never counts twice. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Number of rows. @throws MalformedLobsterError */
export async function countRows(path: string): Promise<number> {
  let rows = 0;
  for await (const _ of entryLines(path, MESSAGES)) rows += 1;
  return rows;
}

/**
 * Reads a LOBSTER day from its zip, row by row. @throws MalformedLobsterError where the zip is damaged, an entry is
 * missing, or a line is not what it should be.
 */
export async function* readLobster(path: string): AsyncGenerator<LobsterRow> {
  const books = entryLines(path, BOOKS);
  let index = 0;
  for await (const message of entryLines(path, MESSAGES)) {
    const book = await books.next();
    if (book.done === true)
      throw new MalformedLobsterError(`row ${index}: the order-book file ends here`);
    yield parseRow(index, message, book.value);
    index += 1;
  }
  if ((await books.next()).done !== true)
    throw new MalformedLobsterError(
      `row ${index}: the order-book file goes on after the last message`,
    );
}

async function* entryLines(path: string, name: RegExp): AsyncGenerator<string> {
  const zip = await openZip(path);
  try {
    const entry = await findEntry(zip, name);
    if (entry === undefined)
      throw new MalformedLobsterError(`${path}: no entry like …${name.source}`);
    yield* lines(await zip.openReadStreamPromise(entry));
  } catch (error) {
    if (error instanceof MalformedLobsterError) throw error;
    throw new MalformedLobsterError(`${path}: ${messageOf(error)}`, { cause: error });
  } finally {
    zip.close();
  }
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { lazyEntries: true, autoClose: false });
  } catch (error) {
    throw new MalformedLobsterError(`${path}: ${messageOf(error)}`, { cause: error });
  }
}

async function findEntry(zip: ZipFile, name: RegExp): Promise<Entry | undefined> {
  for await (const entry of zip.eachEntry()) if (name.test(entry.fileName)) return entry;
  return undefined;
}

async function* lines(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream) {
    const parts = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) yield part.trimEnd();
  }
  if (rest.trim() !== '') yield rest.trimEnd();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
