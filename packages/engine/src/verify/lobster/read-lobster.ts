import type { Readable } from 'node:stream';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { linesOf, withoutBlankEnd } from '../lines.ts';
import { parseLevels, parseMessage } from './parse-row.ts';
import { LobsterFormatError, type LobsterRow } from './row.ts';

export interface LobsterOptions {
  /** Which day, `2012-06-21`, of a zip that holds several. */
  readonly day?: string | undefined;
}

/** The two files of a day differ in this word alone. */
const FILE = /^(?<before>.*_)(?<kind>message|orderbook)(?<after>_\d+\.csv)$/i;
const DAY = /_(\d{4}-\d{2}-\d{2})_/;

/**
 * Reads a LOBSTER day from its zip: each message with the book after it. Throws LobsterFormatError when the zip is
 * damaged, holds no day or several without a choice, a file of the day is missing or has no row, a line is malformed, or
 * the files differ in length.
 */
export async function* readLobster(
  zipPath: string,
  { day }: LobsterOptions = {},
): AsyncGenerator<LobsterRow> {
  const zip = await translated(() => openPromise(zipPath, { autoClose: false }));
  try {
    const entries: Entry[] = [];
    await translated(async () => {
      for await (const entry of zip.eachEntry()) entries.push(entry);
    });
    const { message, orderbook } = chooseDay(entries, day);
    yield* joinRows(linesOf(await open(zip, message)), linesOf(await open(zip, orderbook)));
  } finally {
    zip.close();
  }
}

/** Pairs the lines of the two files. Throws LobsterFormatError. */
export async function* joinRows(
  messageLines: AsyncIterable<string>,
  bookLines: AsyncIterable<string>,
): AsyncGenerator<LobsterRow> {
  const [messages, books] = [withoutBlankEnd(messageLines), withoutBlankEnd(bookLines)];
  let depth: number | undefined;
  for (let index = 0; ; index++) {
    const [message, book] = await translated(() => Promise.all([messages.next(), books.next()]));
    if (message.done === true && book.done === true) {
      if (index === 0) throw new LobsterFormatError('the files have no rows');
      return;
    }
    if (message.done === true || book.done === true) {
      throw new LobsterFormatError(`one file ends at line ${index}, the other goes on`);
    }
    const levels = parseLevels(book.value, index);
    depth ??= levels.depth;
    if (levels.depth !== depth)
      throw new LobsterFormatError(
        `line ${index + 1} of the order-book file has ${levels.depth} levels, those before have ${depth}`,
      );
    yield { index, message: parseMessage(message.value, index), ...levels };
  }
}

interface DayFiles {
  readonly message: Entry;
  readonly orderbook: Entry;
}

/** The files of the day that is asked for, or of the only one. Throws LobsterFormatError. */
function chooseDay(entries: readonly Entry[], day: string | undefined): DayFiles {
  const days = new Map<string, { message?: Entry; orderbook?: Entry }>();
  for (const entry of entries) {
    const groups = isResourceFork(entry.fileName) ? undefined : FILE.exec(entry.fileName)?.groups;
    if (groups === undefined) continue;
    const { before = '', kind = '', after = '' } = groups;
    if (day !== undefined && DAY.exec(before)?.[1] !== day) continue;
    const name = `${before}*${after}`;
    days.set(name, { ...days.get(name), [kind.toLowerCase()]: entry });
  }
  const names = [...days.keys()];
  const [name] = names;
  if (name === undefined)
    throw new LobsterFormatError(
      `the zip holds no files *_message_*.csv and *_orderbook_*.csv${day === undefined ? '' : ` of ${day}`}`,
    );
  for (const [each, { message, orderbook }] of days)
    if (message === undefined || orderbook === undefined)
      throw new LobsterFormatError(
        `${each}: the ${message === undefined ? 'message' : 'order-book'} file is not in the zip`,
      );
  if (names.length > 1)
    throw new LobsterFormatError(
      `the zip holds ${names.length} recordings; choose one by its day: ${names.join(', ')}`,
    );
  return days.get(name) as DayFiles;
}

/** What a Mac puts into a zip beside each file, under the same name. */
function isResourceFork(fileName: string): boolean {
  return fileName.split('/').some((part) => part === '__MACOSX' || part.startsWith('._'));
}

async function open(zip: ZipFile, entry: Entry): Promise<Readable> {
  return translated(() => zip.openReadStreamPromise(entry));
}

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
