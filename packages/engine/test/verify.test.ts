import { describe, expect, test } from 'vitest';
import { linesOf } from '../src/verify/lines.ts';
import {
  findingLines,
  ITCH_CSV_HEADER,
  joinRows,
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

const none = { total: 0, listed: [] };

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
      mismatches: none,
      executions: 2,
      skippedHeads: none,
      takers: 1,
      takersWithSeveralFills: 1,
      takerMismatches: none,
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
    expect(report).toMatchObject({
      mismatches: none,
      skippedHeads: { total: 1, listed: [2] },
      takerMismatches: none,
    });
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
    expect(report.mismatches.listed.map((m) => m.row)).toEqual([1]);
  });

  test('the seventh column of newer files, crosses and blank lines at the end change nothing', async () => {
    const rows = joinRows(
      linesOf(
        chunksOf(
          `${seed[0]},null\n34200.1,6,-1,0,0,-1\n34200.1,6,-4,19200,1008400,-1\r\n34200.2,1,2,3,1000000,1,ARCA\n\r\n\n`,
        ),
      ),
      linesOf(chunksOf(`${seed[1]}\n`.repeat(3), '1010000,5,1000000,13,1020000,7,990000,4\n\n\n')),
    );
    expect(await verifyLobster(rows)).toMatchObject({ rows: 4, mismatches: none });
  });

  test('a side with fewer levels than the file has room for is known to its end', async () => {
    const absent = '9999999999,0,-9999999999,0';
    const report = await verifyLobster(
      lobster(
        ['34200.1,1,1,100,7525,-1', `7525,100,7512,100,${absent}`],
        ['34200.2,1,2,100,7510,1', `7525,100,7512,100,9999999999,0,7510,100`],
        // Of the second bid nothing is told; it may not go unnoticed that it is gone.
        ['34200.3,4,1,50,7525,-1', `7525,50,7512,100,${absent}`],
      ),
    );
    expect(report.mismatches.listed.map(({ row }) => row)).toEqual([2]);
  });

  test('of mismatches the first thousand are listed, and all are counted', async () => {
    const wrong = ['34200.2,3,9,1,1005000,1', seed[1]] as const;
    const { mismatches } = await verifyLobster(lobster(seed, ...Array(1_100).fill(wrong)));
    expect(mismatches.total).toBe(1_100);
    expect(mismatches.listed.map(({ row }) => row)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => index + 1),
    );
    const lines = findingLines(mismatches, 2, ({ row }) => `row ${row}`);
    expect(lines).toEqual(['row 1', 'row 2', '… and 1098 more; --json lists 1000 of 1100']);
  });

  test('files without rows are a format error', async () => {
    await expect(verifyLobster(lobster())).rejects.toThrow('no rows');
  });

  test.each([
    ['too few fields', ['34200.1,1,1,10,1000000', seed[1]]],
    ['an unknown type', ['34200.1,9,1,10,1000000,1', seed[1]]],
    ['a direction that is none', ['34200.1,1,1,10,1000000,2', seed[1]]],
    ['an eighth field', ['34200.1,1,1,10,1000000,1,null,1', seed[1]]],
    ['the id of a cross on an order', ['34200.1,1,-1,10,1000000,1', seed[1]]],
    ['a blank line in the middle', [`\n${seed[0]}`, `${seed[1]}\n${seed[1]}`]],
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
      mismatches: none,
      skippedHeads: none,
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
    expect(report).toMatchObject({
      mismatches: none,
      skippedHeads: { total: 1, listed: [2] },
      resting: 1,
    });
  });

  describe('orders told before the open', () => {
    const before = { time: 34_199_999_999_999 };
    const told = (from: object): ItchMessage[] => [
      { ...add(7, 'B', 10, 100_000), ...from },
      { ...add(9, 'B', 10, 100_000), ...from },
      { ...add(5, 'B', 10, 100_000), ...from },
      // A part goes before a smaller reference number comes; the rest keeps its place.
      { ...at, type: 'X', ref: 7, shares: 4, ...from },
      { ...add(6, 'B', 10, 100_000), ...from },
    ];
    const executed = (...refs: number[]): ItchMessage[] =>
      refs.map((ref) => ({ ...at, type: 'E', ref, shares: 6, match: ref }));

    test('are executed by their reference numbers', async () => {
      const report = await verifyItch(
        chunksOf(
          ...told(before),
          ...executed(5),
          { ...at, type: 'D', ref: 5 } as const,
          ...executed(6),
        ),
        { orderCapacity: 100 },
      );
      expect(report).toMatchObject({ mismatches: none, skippedHeads: none, resting: 3 });
    });

    test('stand before those told after it, which stand as they came', async () => {
      const report = await verifyItch(
        chunksOf(...told(before).slice(0, 1), ...told({}).slice(1, 3), ...executed(7, 5)),
        { orderCapacity: 100 },
      );
      // 7 is first; 5 was told after 9.
      expect(report).toMatchObject({
        mismatches: { total: 0 },
        skippedHeads: { total: 1, listed: [4] },
      });
    });
  });

  describe('the end mark of NASDAQ’s files', () => {
    const mark = Uint8Array.from([0, 0]);

    test('ends them', async () => {
      expect(await collect(readItch(chunksOf(encodeItch(day), mark)))).toEqual(day);
    });

    test('has nothing behind it', async () => {
      const read = collect(readItch(chunksOf(encodeItch(day), mark, encodeItch(day))));
      await expect(read).rejects.toThrow('bytes follow the end mark');
    });
  });

  test('a day without a message is a format error', async () => {
    await expect(verifyItch(chunksOf())).rejects.toMatchObject({ code: 'ITCH_FORMAT' });
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
    expect(report.mismatches.listed.map((m) => m.message)).toEqual([3]);
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
