import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLobster, type LobsterOptions } from '@bellwether/engine/verify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { surveyDay, type DaySurvey } from '../src/lobster/day-file.ts';
import { zip } from './zip.ts';

const NONE = '9999999999,0,-9999999999,0';
/** A first bid of 100 shares at a dollar and a cent more or less, and what becomes of it; `scale` moves the prices. */
const messages = (scale: number): string =>
  [
    `34200.1,1,11,100,${101 * scale},-1`,
    `34200.2,1,12,50,${100 * scale},1`,
    `34200.3,4,11,40,${101 * scale},-1`,
    `34200.4,3,12,50,${100 * scale},1`,
  ].join('\n');
const books = (scale: number): string =>
  [
    [100, 100],
    [100, 150],
    [60, 150],
    [60, 100],
  ]
    .map(([ask, bid]) => `${101 * scale},${ask},${100 * scale},${bid},${NONE}`)
    .join('\n');

const day = (name: string, scale = 10_000): Record<string, string> => ({
  [`${name}_34200000_57600000_message_2.csv`]: messages(scale),
  [`${name}_34200000_57600000_orderbook_2.csv`]: books(scale),
});

describe('a LOBSTER zip', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lobster-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function written(files: Readonly<Record<string, string>>): Promise<string> {
    const path = join(folder, 'day.zip');
    await writeFile(path, zip(files));
    return path;
  }

  async function survey(
    files: Readonly<Record<string, string>>,
    options: LobsterOptions = {},
  ): Promise<DaySurvey> {
    return surveyDay(await written(files), options);
  }

  const sound: DaySurvey = { rows: 4, tick: 100n };

  test('is read past what a Mac adds to it, in folders, with blank lines at the end', async () => {
    const files = day('AMZN_2012-06-21');
    const [name = ''] = Object.keys(files);
    const packed = {
      [`__MACOSX/AMZN/._${name}`]: 'Mac OS X',
      [`AMZN/._${name}`]: 'Mac OS X',
      'AMZN/ReadMe.txt': 'read me',
      ...Object.fromEntries(
        Object.entries(files).map(([file, text]) => [`AMZN/${file}`, `${text}\n\n`]),
      ),
    };
    expect(await survey(packed)).toEqual(sound);
  });

  test('of several days is refused, naming them, until one is chosen', async () => {
    const files = { ...day('X_2012-06-20', 20_000), ...day('X_2012-06-21') };
    await expect(survey(files)).rejects.toThrow(/2 recordings.*X_2012-06-20.*X_2012-06-21/);
    for await (const row of readLobster(await written(files), { day: '2012-06-20' }))
      expect(row.asks).toMatchObject([{ price: 101 * 20_000 }]);
    await expect(survey(files, { day: '2012-06-22' })).rejects.toThrow('of 2012-06-22');
  });

  test('whose stock is below a dollar has the finest tick', async () => {
    expect(await survey(day('P_2012-06-21', 75))).toEqual({ rows: 4, tick: 1n });
  });

  test.each<[string, Readonly<Record<string, string>>, string]>([
    ['without a day', { 'ReadMe.txt': '' }, 'holds no files'],
    [
      'whose message file is of another day than its book',
      {
        'X_2012-06-20_1_2_message_2.csv': messages(10_000),
        'X_2012-06-21_1_2_orderbook_2.csv': books(10_000),
      },
      'the order-book file is not in the zip',
    ],
    [
      'whose message file is of another stock than its book, under one name',
      {
        'X_2012-06-21_1_2_message_2.csv': messages(10_000),
        'X_2012-06-21_1_2_orderbook_2.csv': books(20_000),
      },
      'do not belong together: 3 of 3 messages',
    ],
    [
      'with empty files',
      { 'X_2012-06-21_1_2_message_2.csv': '', 'X_2012-06-21_1_2_orderbook_2.csv': '\n' },
      'no rows',
    ],
    [
      'whose books have levels that come and go',
      {
        'X_2012-06-21_1_2_message_2.csv': messages(10_000),
        'X_2012-06-21_1_2_orderbook_2.csv': books(10_000).replace(/,9{10},0,-9{10},0$/, ''),
      },
      'line 4 of the order-book file has 1 levels',
    ],
  ])('%s is refused with the reason', async (_what, files, reason) => {
    await expect(survey(files)).rejects.toMatchObject({
      code: 'LOBSTER_FORMAT',
      message: expect.stringContaining(reason) as string,
    });
  });
});
