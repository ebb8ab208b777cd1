import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wordsOf } from '../src/completion/words.ts';
import { addFeedCommands } from '../src/feed/commands.ts';
import { surveyFeed, surveyText } from '../src/feed/inspect.ts';
import { replayTo, type ReplayOptions } from '../src/feed/replay.ts';
import { jsonOutput, textOutput } from '../src/feed/replay-output.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'feed-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Trades of a morning in June: New York was four hours behind UTC. */
const TRADES = `timestamp,symbol,price,size
2026-06-10T13:30:00Z,AAPL,100.00,10
2026-06-10T13:30:30Z,MSFT,50.00,5
2026-06-10T13:31:00Z,AAPL,101.50,20
2026-06-10T13:32:10Z,AAPL,101.00,30
`;

const replayed = async (
  path: string,
  options: Partial<ReplayOptions> = {},
): Promise<readonly string[]> => {
  let text = '';
  const output = textOutput((more) => void (text += more));
  await replayTo(output, path, { every: 60_000, ...options });
  return text.split('\n');
};

describe('feed inspect', () => {
  test('says what a file is, how much is in it, and from when to when', async () => {
    const survey = await surveyFeed(file('trades.csv', TRADES), {});
    expect(survey).toMatchObject({
      format: 'csv',
      sequencing: 'CONTIGUOUS',
      instruments: 2,
      symbols: ['AAPL', 'MSFT'],
      updates: 4,
      kinds: { TRADE: 4, QUOTE: 0 },
      first: '2026-06-10 13:30:00',
      last: '2026-06-10 13:32:10',
      error: undefined,
    });
    expect(surveyText(survey)).toContain('instruments  2: AAPL MSFT');
  });

  test('a file may be compressed', async () => {
    const survey = await surveyFeed(file('trades.csv.gz', gzipSync(TRADES)), {});
    expect(survey).toMatchObject({ format: 'csv', updates: 4 });
  });

  test('says where a file is damaged, and what came before', async () => {
    const survey = await surveyFeed(file('damaged.csv', `${TRADES}no time,AAPL,1,1\n`), {});
    expect(survey.updates).toBe(4);
    expect(survey.error).toMatchObject({ code: 'FIELD' });
    expect(survey.error?.message).toMatch(/\(at 4\)/);
  });

  test('what looks like no feed is refused, and so is a format that there is not', async () => {
    const path = file('nothing', 'PAR1 and more');
    await expect(surveyFeed(path, {})).rejects.toThrow(/looks like no feed/);
    await expect(surveyFeed(path, { format: 'fix' })).rejects.toThrow(/no format fix/);
  });

  test('a feed whose times have no day needs one', async () => {
    await expect(surveyFeed(file('day.itch', Buffer.alloc(2)), { format: 'itch' })).rejects.toThrow(
      /give --date/,
    );
  });
});

describe('feed replay', () => {
  test('shows the market at every step of event time, and bars as they close', async () => {
    const lines = await replayed(file('trades.csv', TRADES), { bars: '1m' });
    const none = '– × 0  – × 0';
    expect(lines.slice(0, 6)).toEqual([
      `2026-06-10 09:31:00 AAPL  ${none}  last 100.00  volume 10  vwap 100  [stale: no data]`,
      `2026-06-10 09:31:00 MSFT  ${none}  last 50.00  volume 5  vwap 50  [stale: no data]`,
      '2026-06-10 09:30:00 AAPL  1m bar  end 09:31:00  open 100.00  high 100.00  low 100.00  close 100.00  volume 10  trades 1',
      '2026-06-10 09:30:00 MSFT  1m bar  end 09:31:00  open 50.00  high 50.00  low 50.00  close 50.00  volume 5  trades 1',
      `2026-06-10 09:32:00 AAPL  ${none}  last 101.50  volume 30  vwap 101  [stale: no data]`,
      '2026-06-10 09:31:00 AAPL  1m bar  end 09:32:00  open 101.50  high 101.50  low 101.50  close 101.50  volume 20  trades 1',
    ]);
    expect(lines).toContain('csv: 2 instruments, 4 bars');
  });

  test('shows a day that ends as it was, before the next one begins', async () => {
    const path = file('days.csv', `${TRADES}2026-06-11T14:00:00Z,AAPL,110.00,7\n`);
    const lines = await replayed(path, { symbol: ['AAPL'] });
    const none = '– × 0  – × 0';
    expect(lines.slice(2, 4)).toEqual([
      `2026-06-10 09:32:10 AAPL  ${none}  last 101.00  volume 60  vwap 101  [stale: no data]`,
      `2026-06-11 10:00:00 AAPL  ${none}  last 110.00  volume 7  vwap 110  [stale: no data]`,
    ]);
  });

  test('shows only the symbols that are asked for, and nothing before a time', async () => {
    const path = file('trades.csv', TRADES);
    const times = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => line.startsWith('2026')).map((line) => line.slice(11, 24));
    expect(times(await replayed(path, { symbol: ['MSFT'] }))).toEqual(['09:31:00 MSFT']);
    const from = 34_320_000_000_000;
    expect(times(await replayed(path, { from }))).toEqual(['09:32:00 AAPL', '09:32:10 AAPL']);
  });

  test('writes one JSON document with rows and a summary', async () => {
    let text = '';
    const output = jsonOutput((more) => void (text += more));
    await replayTo(output, file('trades.csv', TRADES), { every: 60_000, indicators: 'sma:2' });
    const { rows, summary } = JSON.parse(text);
    expect(rows.filter((row: { what: string }) => row.what === 'indicators')).toMatchObject([
      { symbol: 'AAPL', time: '09:30:00', 'sma:2': null },
      { symbol: 'MSFT', 'sma:2': null },
      { symbol: 'AAPL', time: '09:31:00', 'sma:2': 100.75 },
      { symbol: 'AAPL', time: '09:32:00', 'sma:2': 101.25 },
    ]);
    expect(summary).toMatchObject({
      instruments: 2,
      bars: 4,
      sources: [{ updates: 4, trades: 4, duplicates: 0, gaps: 0, quarantined: 0 }],
    });
  });

  test('a document without a row is one too', async () => {
    let text = '';
    const output = jsonOutput((more) => void (text += more));
    const path = file('trades.csv', TRADES);
    await replayTo(output, path, { every: 60_000, symbol: ['NONE'] });
    expect(JSON.parse(text)).toMatchObject({ rows: [], summary: { format: 'csv' } });
  });

  test('quotes, and what is put aside of them', async () => {
    const quotes = `time,bid,bid_size,ask,ask_size
10:00:00,100.00,1,100.02,2
10:00:01,100.05,1,100.02,2
`;
    const options = { date: '2026-06-10', zone: 'NEW_YORK', symbol: ['SPY'] } as const;
    const lines = await replayed(file('quotes.csv', quotes), options);
    expect(lines[0]).toBe(
      '2026-06-10 10:00:01 SPY  – × 0  – × 0  last –  volume 0  vwap –  [stale: quarantined]',
    );
    expect(lines).toContain('  CROSSED SPY at 2.0: 1000500 beside 1000200 (1/10 000 USD)');
  });

  test('bars and indicators that there are not are refused', async () => {
    const path = file('trades.csv', TRADES);
    await expect(replayed(path, { bars: '7m' })).rejects.toThrow(/no bars of 7m/);
    await expect(replayed(path, { indicators: 'foo' })).rejects.toThrow(/not an indicator/);
  });
});

test('the shell completes its commands and options', () => {
  const program = new Command('bellwether');
  addFeedCommands(program);
  const words = wordsOf(program);
  expect(words.get('feed')).toEqual([
    'inspect',
    'replay',
    'list',
    'add',
    'connect',
    'remove',
    'status',
    'gaps',
  ]);
  expect(words.get('feed replay')).toContain('--indicators');
});
