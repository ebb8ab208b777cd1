import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { StoreStack } from '../store/store-stack.ts';
import { FeedStack } from './feed-stack.ts';

// The service with ClickHouse behind it: a morning in June, New York four hours behind UTC, worked out by hand.

let feeds: FeedStack;
let house: StoreStack;

const trade = (id: number, second: string, price: number, size: number): string =>
  `[{"T":"t","i":${id},"S":"AAPL","x":"D","p":${price},"s":${size},"t":"2026-06-10T13:30:${second}Z","c":["@"],"z":"C"}]`;
const quote = (second: string, bid: number, ask: number): string =>
  `[{"T":"q","S":"AAPL","bx":"U","bp":${bid},"bs":3,"ax":"Q","ap":${ask},"as":2,"t":"2026-06-10T13:30:${second}Z","c":["R"],"z":"C"}]`;

/** Two seconds of trades; then one trade is corrected, and the only one of the second second cancelled. */
const MESSAGES = [
  quote('00', 99.9, 100.1),
  trade(1, '00.1', 100, 10),
  trade(2, '00.5', 101.25, 30),
  trade(3, '01.2', 102, 10),
  quote('01.3', 100.5, 101.5),
  trade(4, '02.2', 99.5, 50),
  trade(5, '04', 100, 1),
  '[{"T":"c","S":"AAPL","x":"D","oi":2,"op":101.25,"os":30,"oc":["@"],"ci":6,"cp":100.5,"cs":20,"cc":["@"],"z":"C","t":"2026-06-10T13:30:04.1Z"}]',
  '[{"T":"x","S":"AAPL","i":3,"x":"D","p":102,"s":10,"a":"C","z":"C","t":"2026-06-10T13:30:04.2Z"}]',
].join('\n');

beforeAll(async () => {
  [feeds, house] = [await FeedStack.start(), await StoreStack.start()];
  await feeds.stopData();
  await feeds.startData([], house.store());
  const path = feeds.file('tape.jsonl', MESSAGES);
  await feeds.change('add', 'tape', { kind: 'FILE', path, speed: 0 });
  const book = feeds.file(
    'north.csv',
    'timestamp,symbol,bid,bidsize,ask,asksize\n2026-06-10T13:30:05Z,AAPL,100.40,300,100.60,200\n',
  );
  await eventually(async () => expect(await states()).toEqual(['ENDED']));
  await feeds.change('add', 'north', { kind: 'FILE', path: book, speed: 0 });
  await eventually(async () => expect(await states()).toEqual(['ENDED', 'ENDED']));
  // A source that is removed quotes nothing any more.
  await feeds.change('remove', 'north');
  // Bars close by event time, which goes on by the clock.
  await eventually(async () =>
    expect(await feeds.ask('feed.bars', { symbol: 'AAPL', width: '1s' })).toHaveLength(3),
  );
  // What waits is written when the service stops.
  await feeds.stopData();
});
afterAll(async () => {
  await feeds.startData();
  await feeds.stop();
  await house.stop();
});

const states = async (): Promise<readonly string[]> =>
  (await feeds.ask<{ state: string }>('feed.sources')).map(({ state }) => state);
const eventually = (check: () => unknown): Promise<unknown> =>
  vi.waitFor(check, { timeout: 10_000, interval: 20 });
const rows = async (query: string): Promise<readonly string[]> =>
  (await house.ask<object>(query)).map((row) => Object.values(row).join(' '));

test('quotes are those of each source, when they happened and when they were received', async () => {
  expect(
    await rows(
      `select source, formatDateTime(event_at, '%T'), bid, bid_size, ask, ask_size,
         abs(dateDiff('second', received_at, now())) < 60 as is_now
       from market.quotes where symbol = 'AAPL' order by received_at`,
    ),
  ).toEqual([
    'tape 13:30:00 99.9 300 100.1 200 1',
    'tape 13:30:01 100.5 300 101.5 200 1',
    'north 13:30:05 100.4 300 100.6 200 1',
    expect.stringMatching(/^north 13:30:\d\d {2}0 {2}0 1$/),
  ]);
});

test('trades are there as they were said, with what became of them behind them', async () => {
  expect(
    await rows(
      `select action, price, size, trade_id, corrected_id from market.trades where source = 'tape' order by sequence`,
    ),
  ).toEqual([
    'ADD 100 10 1 0',
    'ADD 101.25 30 2 0',
    'ADD 102 10 3 0',
    'ADD 99.5 50 4 0',
    'ADD 100 1 5 0',
    'CORRECT 100.5 20 6 2',
    'CANCEL 102 10 3 3',
  ]);
});

test('bars are there as they are after all corrections; one whose only trade is cancelled is gone', async () => {
  expect(
    await rows(
      `select formatDateTime(start, '%T'), dateDiff('second', start, end), open, high, low, close, volume, turnover, trades
       from market.bars final where symbol = 'AAPL' and width = '1s' order by start`,
    ),
  ).toEqual([
    '13:30:00 1 100 100.5 100 100.5 30 3010 2',
    '13:30:02 1 99.5 99.5 99.5 99.5 50 4975 1',
    '13:30:04 1 100 100 100 100 1 100 1',
  ]);
});
