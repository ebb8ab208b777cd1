import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  LobsterFormatError,
  LobsterType,
  readLobster,
  type LobsterMessage,
  type LobsterOptions,
  type LobsterRow,
} from '@bellwether/engine/verify';

/** SHA-256 of the file: commands are named after it, so that the same file never counts twice. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** What there is to know of a day before its first command is sent. */
export interface DaySurvey {
  readonly rows: number;
  /** The coarsest price step that all its orders stand on, 1/10 000 USD: a cent, or less for a stock below a dollar. */
  readonly tick: bigint;
}

const CENT = 100;
const LEAST = 1;
/** Rows that may not fit their books, of a hundred: more than any day has whose two files belong together. */
const MISFITS_PERCENT_MAX = 1;

/**
 * Reads a whole day, all of its rows sound. Also where only a part of it is imported: whether the message file and the
 * order-book file belong together is seen in what each message changes in the book.
 * @throws LobsterFormatError
 */
export async function surveyDay(path: string, options: LobsterOptions): Promise<DaySurvey> {
  let count = 0;
  let tick = CENT;
  let before: LobsterRow | undefined;
  let [compared, misfits, firstMisfit] = [0, 0, 0];
  for await (const row of readLobster(path, options)) {
    count += 1;
    if ([...row.asks, ...row.bids].some(({ price }) => price % CENT !== 0)) tick = LEAST;
    const fits = before === undefined ? undefined : fitsBook(row.message, before, row);
    if (fits !== undefined) compared += 1;
    if (fits === false && (misfits += 1) === 1) firstMisfit = row.index;
    before = row;
  }
  if (misfits * 100 > compared * MISFITS_PERCENT_MAX)
    throw new LobsterFormatError(
      `the message file and the order-book file do not belong together: ${misfits} of ${compared} messages are not what the book shows, the first in line ${firstMisfit + 1}`,
    );
  return { rows: count, tick: BigInt(tick) };
}

/** Whether the book shows what a message did; undefined where its price is out of view. */
function fitsBook(
  message: LobsterMessage,
  before: LobsterRow,
  after: LobsterRow,
): boolean | undefined {
  const { type, size } = message;
  if (type > LobsterType.EXECUTION) return undefined;
  const was = shownAt(message, before);
  const is = shownAt(message, after);
  if (was === undefined || is === undefined) return undefined;
  return is - was === (type === LobsterType.NEW ? size : -size);
}

/** Shares that a book shows at a message's price; undefined where that is out of view. */
function shownAt({ price, direction }: LobsterMessage, book: LobsterRow): number | undefined {
  const levels = direction === 1 ? book.bids : book.asks;
  const worst = levels.length < book.depth ? undefined : levels.at(-1);
  if (worst !== undefined && (worst.price - price) * direction > 0) return undefined;
  return levels.find((level) => level.price === price)?.size ?? 0;
}
