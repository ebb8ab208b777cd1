import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { linesOf } from '../lines.ts';
import { parseLevels, parseMessage } from './parse-row.ts';
import { LobsterFormatError, type LobsterRow } from './row.ts';

const MESSAGE_FILE = /_message_\d+\.csv$/;
const BOOK_FILE = /_orderbook_\d+\.csv$/;

/**
 * Reads a LOBSTER day from its zip: each message with the book after it. Throws LobsterFormatError when the zip is damaged,
 * a file is missing, a line is malformed or the files differ in length.
 */
export async function* readLobster(zipPath: string): AsyncGenerator<LobsterRow> {
  const zip = await translated(() => openPromise(zipPath, { autoClose: false }));
  try {
    const entries: Entry[] = [];
    await translated(async () => {
      for await (const entry of zip.eachEntry()) entries.push(entry);
    });
    yield* joinRows(
      linesOf(await open(zip, entries, MESSAGE_FILE)),
      linesOf(await open(zip, entries, BOOK_FILE)),
    );
  } finally {
    zip.close();
  }
}

/** Pairs the lines of the two files. Throws LobsterFormatError. */
export async function* joinRows(
  messages: AsyncIterator<string> & AsyncIterable<string>,
  books: AsyncIterator<string> & AsyncIterable<string>,
): AsyncGenerator<LobsterRow> {
  for (let index = 0; ; index++) {
    const [message, book] = await translated(() => Promise.all([messages.next(), books.next()]));
    if (message.done === true && book.done === true) return;
    if (message.done === true || book.done === true) {
      throw new LobsterFormatError(`one file ends at line ${index}, the other goes on`);
    }
    yield { index, message: parseMessage(message.value, index), ...parseLevels(book.value, index) };
  }
}

const open = async (zip: ZipFile, entries: readonly Entry[], name: RegExp): Promise<Readable> => {
  const entry = entries.find((e) => name.test(e.fileName));
  if (entry === undefined) throw new LobsterFormatError(`the zip holds no file *${name.source}`);
  return translated(() => zip.openReadStreamPromise(entry));
};

/** Errors of the zip library and of the file system become one typed error, the original as its cause. */
const translated = async <T>(step: () => Promise<T>): Promise<T> => {
  try {
    return await step();
  } catch (error) {
    if (error instanceof LobsterFormatError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new LobsterFormatError(`the zip cannot be read: ${message}`, { cause: error });
  }
};
