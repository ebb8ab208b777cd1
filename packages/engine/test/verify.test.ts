import { describe, expect, test } from 'vitest';
import { joinRows } from '../src/verify/lobster/read-lobster.ts';
import { linesOf } from '../src/verify/lines.ts';
import {
  ITCH_CSV_HEADER,
  readItch,
  readItchCsv,
  verifyItch,
  verifyLobster,
  type ItchMessage,
  type LobsterRow,
} from '../src/verify/index.ts';
import { encodeItch, toCsv } from './verify/itch-writer.ts';

async function* chunksOf<T>(...chunks: T[]): AsyncGenerator<T> {
  yield* chunks;
}

const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
};

const lobster = (...rows: readonly (readonly [string, string])[]): AsyncGenerator<LobsterRow> =>
  joinRows(
    linesOf(chunksOf(rows.map(([message]) => `${message}\n`).join(''))),
    linesOf(chunksOf(rows.map(([, book]) => `${book}\n`).join(''))),
  );

// Two levels a side: ask, size, bid, size, ask, size, bid, size.
const seed = ['34200.1,1,1,10,1000000,1', '1010000,5,1000000,10,1020000,7,990000,4'] as const;

describe('LOBSTER', () => {
  test('a day that the book reproduces has no mismatches', async () => {
    const report = await verifyLobster(
      lobster(
        seed,
        ['34200.2,1,2,3,1000000,1', '1010000,5,1000000,13,1020000,7,990000,4'],
        // The two orders at the best bid, known and adopted, are hit by one taker.
        ['34200.3,4,9,10,1000000,1', '1010000,5,1000000,3,1020000,7,990000,4'],
        ['34200.3,4,2,3,1000000,1', '1010000,5,990000,4,1020000,7,980000,8'],
        ['34200.4,5,0,100,1005000,1', '1010000,5,990000,4,1020000,7,980000,8'],
        ['34200.5,2,7,1,1010000,-1', '1010000,4,990000,4,1020000,7,980000,8'],
        ['34200.6,3,7,4,1010000,-1', '1020000,7,990000,4,1030000,1,980000,8'],
        ['34200.7,7,0,0,-1,-1', '1020000,7,990000,4,1030000,1,980000,8'],
      ),
    );
    expect(report).toEqual({
      rows: 8,
      mismatches: [],
      executions: 2,
      skippedHeads: [],
      takers: 1,
      takersWithSeveralFills: 1,
      takerMismatches: [],
      hiddenExecutions: 1,
    });
  });

  test('an execution that passes over the first in line is reported with its row', async () => {
    const report = await verifyLobster(
      lobster(
        seed,
        ['34200.2,1,2,3,1000000,1', '1010000,5,1000000,13,1020000,7,990000,4'],
        ['34200.3,4,2,3,1000000,1', '1010000,5,1000000,10,1020000,7,990000,4'],
      ),
    );
    expect(report).toMatchObject({ mismatches: [], skippedHeads: [2], takerMismatches: [] });
  });

  test.each([
    ['a size that differs', '34200.2,1,2,3,1000000,1', '1010000,5,1000000,12,1020000,7,990000,4'],
    ['a price that differs', '34200.2,1,2,3,1000000,1', '1010000,5,1001000,13,1020000,7,990000,4'],
    [
      'a cancel of more than there is',
      '34200.2,2,9,11,1000000,1',
      '1010000,5,1000000,10,1020000,7,990000,4',
    ],
    [
      'an order that would have traded',
      '34200.2,1,2,3,1010000,1',
      '1010000,2,1000000,10,1020000,7,990000,4',
    ],
    ['a delete of nobody', '34200.2,3,9,1,1005000,1', '1010000,5,1000000,10,1020000,7,990000,4'],
  ])('%s is a mismatch of its row, and the next row is right again', async (_, message, book) => {
    const after = ['34200.9,1,50,1,980000,1', book] as const;
    const report = await verifyLobster(lobster(seed, [message, book], after));
    expect(report.mismatches.map((m) => m.row)).toEqual([1]);
  });

  test.each([
    ['too few fields', ['34200.1,1,1,10,1000000', seed[1]]],
    ['an unknown type', ['34200.1,9,1,10,1000000,1', seed[1]]],
    ['a direction that is none', ['34200.1,1,1,10,1000000,2', seed[1]]],
    ['no size', ['34200.1,1,1,0,1000000,1', seed[1]]],
    ['text', ['hello', seed[1]]],
    ['a book of odd fields', [seed[0], '1010000,5,1000000']],
    ['a book of words', [seed[0], 'a,b,c,d']],
  ] as const)('%s is a format error with its line', async (_, row) => {
    await expect(verifyLobster(lobster(row))).rejects.toEqual(
      expect.objectContaining({
        code: 'LOBSTER_FORMAT',
        message: expect.stringContaining('line 1 '),
      }),
    );
  });

  test('files of different lengths are a format error', async () => {
    const rows = joinRows(
      linesOf(chunksOf(`${seed[0]}\n${seed[0]}\n`)),
      linesOf(chunksOf(`${seed[1]}\n`)),
    );
    await expect(verifyLobster(rows)).rejects.toThrow('one file ends at line 1');
  });
});

const at = { time: 34_200_000_000_001, locate: 5 };
const stock = 'ACME';
const add = (ref: number, side: 'B' | 'S', shares: number, price: number): ItchMessage => ({
  ...at,
  type: 'A',
  ref,
  side,
  shares,
  stock,
  price,
});

const day: readonly ItchMessage[] = [
  add(1, 'B', 100, 100_000),
  add(2, 'B', 50, 100_000),
  { ...at, type: 'F', ref: 3, side: 'S', shares: 70, stock, price: 101_000 },
  { ...at, type: 'E', ref: 1, shares: 100, match: 1 },
  { ...at, type: 'E', ref: 2, shares: 10, match: 2 },
  { ...at, type: 'X', ref: 2, shares: 5 },
  { ...at, type: 'C', ref: 3, shares: 20, match: 3, price: 100_900 },
  { ...at, type: 'U', ref: 2, newRef: 4, shares: 60, price: 99_900 },
  { ...at, type: 'P', ref: 0, side: 'B', shares: 10, stock, price: 100_500, match: 4 },
  { ...at, type: 'Q', shares: 5_000_000_000, stock, price: 100_400, match: 5 },
  { ...at, type: 'D', ref: 3 },
];

describe('ITCH', () => {
  test('a day that the book reproduces has no mismatches', async () => {
    expect(await verifyItch(chunksOf(...day), { orderCapacity: 100 })).toEqual({
      messages: 11,
      byType: { A: 2, F: 1, E: 2, X: 1, C: 1, U: 1, P: 1, Q: 1, D: 1 },
      stocks: 1,
      mismatches: [],
      skippedHeads: [],
      resting: 1,
    });
  });

  test('reads back from binary what was written, however the bytes are cut', async () => {
    const bytes = encodeItch(day);
    for (const size of [1, 7, 36, bytes.length]) {
      const chunks: Uint8Array[] = [];
      for (let i = 0; i < bytes.length; i += size) chunks.push(bytes.subarray(i, i + size));
      expect(await collect(readItch(chunksOf(...chunks)))).toEqual(day);
    }
  });

  test('reads back from text what was written', async () => {
    expect(await collect(readItchCsv(chunksOf(toCsv(day))))).toEqual(day);
  });

  test('passes over messages that concern neither orders nor trades', async () => {
    const system = Uint8Array.from([0, 12, 'S'.charCodeAt(0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 79]);
    expect(await collect(readItch(chunksOf(system, encodeItch(day))))).toEqual(day);
  });

  test('an execution that passes over the first in line is reported', async () => {
    const report = await verifyItch(
      chunksOf(...day.slice(0, 2), { ...at, type: 'E', ref: 2, shares: 50, match: 1 } as const),
      { orderCapacity: 100 },
    );
    expect(report).toMatchObject({ mismatches: [], skippedHeads: [2], resting: 1 });
  });

  const about = { ...at, shares: 1, match: 9 };
  test.each<[string, ItchMessage]>([
    ['an unknown order executed', { ...about, type: 'E', ref: 99 }],
    ['more executed than there is', { ...about, type: 'E', ref: 1, shares: 101 }],
    ['more cancelled than there is', { ...about, type: 'X', ref: 1, shares: 101 }],
    ['an order of another stock', { ...about, type: 'D', ref: 1, locate: 6 }],
    ['a reference used twice', add(1, 'B', 1, 100_000)],
    ['a displayed order that would have traded', add(9, 'B', 1, 101_000)],
    [
      'a replacement under a known reference',
      { ...at, type: 'U', ref: 1, newRef: 2, shares: 1, price: 1 },
    ],
  ])('%s is a mismatch', async (_, message) => {
    const report = await verifyItch(chunksOf(...day.slice(0, 3), message), { orderCapacity: 100 });
    expect(report.mismatches.map((m) => m.message)).toEqual([3]);
  });

  test.each([
    ['an unknown type', Uint8Array.from([0, 1, 90]), 'no message of type "Z"'],
    ['a wrong length', Uint8Array.from([0, 2, 65, 0]), 'no message of type "A" has 2 bytes'],
    ['an end within a message', encodeItch(day).slice(0, -1), 'the bytes end within a message'],
    ['a side that is none', encodeItch([add(1, 'X' as 'B', 1, 1)]), '"X" is no side'],
  ])('%s is a format error', async (_, bytes, message) => {
    await expect(collect(readItch(chunksOf(bytes)))).rejects.toEqual(
      expect.objectContaining({ code: 'ITCH_FORMAT', message: expect.stringContaining(message) }),
    );
  });

  test.each([
    ['another header', 'type,ref\n', 'the first line must be'],
    ['too few fields', `${ITCH_CSV_HEADER}\nA,1,2\n`, 'line 2: 3 fields'],
    ['a number that is none', `${ITCH_CSV_HEADER}\nD,1,2,x,,,,,,\n`, 'line 2: ref is no number'],
    ['an unknown type', `${ITCH_CSV_HEADER}\nZ,1,2,3,,,,,,\n`, 'line 2: unknown type'],
  ])('%s is a format error', async (_, text, message) => {
    await expect(collect(readItchCsv(chunksOf(text)))).rejects.toEqual(
      expect.objectContaining({ code: 'ITCH_FORMAT', message: expect.stringContaining(message) }),
    );
  });
});
