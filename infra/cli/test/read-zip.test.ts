import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { countRows, readLobster } from '../src/lobster/read-zip.ts';
import { MalformedLobsterError, type LobsterRow } from '../src/lobster/row.ts';
import { zip } from './zip.ts';

const directory = mkdtempSync(join(tmpdir(), 'bellwether-lobster-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
function file(bytes: Buffer): string {
  const path = join(directory, `${files++}.zip`);
  writeFileSync(path, bytes);
  return path;
}

async function read(path: string): Promise<readonly LobsterRow[]> {
  const rows: LobsterRow[] = [];
  for await (const row of readLobster(path)) rows.push(row);
  return rows;
}

const day = (messages: string, books: string): string =>
  file(zip({ 'X_message_1.csv': messages, 'X_orderbook_1.csv': books, 'ReadMe.txt': 'x' }));

const MESSAGE = '34200.017459617,1,42,10,1000000,1';
const BOOK = '1010000,5,1000000,10';

describe('a LOBSTER zip', () => {
  test('gives messages with the book after each; a side without levels is empty', async () => {
    const path = day(
      `${MESSAGE}\r\n34200.5,4,42,3,1000000,-1\n`,
      `${BOOK}\n9999999999,0,-9999999999,0\n`,
    );
    expect(await read(path)).toEqual([
      {
        index: 0,
        time: '34200.017459617',
        type: 1,
        orderId: 42,
        size: 10,
        price: 1_000_000,
        side: 'BUY',
        asks: [{ price: 1_010_000, size: 5 }],
        bids: [{ price: 1_000_000, size: 10 }],
      },
      {
        index: 1,
        time: '34200.5',
        type: 4,
        orderId: 42,
        size: 3,
        price: 1_000_000,
        side: 'SELL',
        asks: [],
        bids: [],
      },
    ]);
    expect(await countRows(path)).toBe(2);
  });

  test.each<[string, () => string, RegExp]>([
    ['that is not there', () => join(directory, 'none.zip'), /ENOENT/],
    [
      'that is no zip',
      () => file(Buffer.from('hello, world, this is no zip file')),
      /end of central directory/i,
    ],
    [
      'that is cut off',
      () => file(zip({ 'X_message_1.csv': MESSAGE }).subarray(0, 40)),
      /end of central directory/i,
    ],
    ['without messages', () => file(zip({ 'X_orderbook_1.csv': BOOK })), /no entry like/],
    ['without books', () => file(zip({ 'X_message_1.csv': MESSAGE })), /no entry like/],
    [
      'with a message too many',
      () => day(`${MESSAGE}\n${MESSAGE}\n`, `${BOOK}\n`),
      /row 1: the order-book file ends here/,
    ],
    ['with a book too many', () => day(`${MESSAGE}\n`, `${BOOK}\n${BOOK}\n`), /row 1: .*goes on/],
    [
      'with a word for a number',
      () => day('34200.5,1,42,ten,1000000,1', BOOK),
      /row 0: not a message/,
    ],
    ['with an unknown event', () => day('34200.5,9,42,10,1000000,1', BOOK), /row 0: not a message/],
    [
      'with a direction of zero',
      () => day('34200.5,1,42,10,1000000,0', BOOK),
      /row 0: not a message/,
    ],
    ['with too few columns', () => day('34200.5,1,42', BOOK), /row 0: not a message/],
    ['with half a level', () => day(MESSAGE, '1010000,5,1000000'), /row 0: not an order book/],
  ])('%s is refused with the reason', async (_what, path, reason) => {
    const failing = read(path());
    await expect(failing).rejects.toThrow(MalformedLobsterError);
    await expect(failing).rejects.toThrow(reason);
  });
});
